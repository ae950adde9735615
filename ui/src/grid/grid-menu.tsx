/** The menu on a cell or a head, opened where it was asked for. What stands in it is the table's choice. */
import { useRef } from "react";
import { Menu } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { MenuItem, MenuRule } from "../components/menu.tsx";
import pop from "../components/popover.module.css";
import { t } from "../lib/i18n.ts";
import { useStore } from "../lib/store.ts";
import { focusInput } from "./focus.ts";
import style from "./grid.module.css";
import type { MenuPlace } from "./model.ts";
import { activeOf, change, type GridRun } from "./state.ts";

function placeOf(run: GridRun, head: string | null): MenuPlace {
  if (head !== null) return { on: "head", key: head };
  const { row, column } = activeOf(run);
  return { on: "cell", id: row?.line.kind === "record" ? row.line.id : null, key: column?.key };
}

export function GridMenu({ run }: { run: GridRun }) {
  const { menu } = useStore(run.state);
  const point = useRef<HTMLSpanElement>(null);
  if (!menu) return null;
  const column = run.props.columns.find(({ key }) => key === menu.head);
  const close = () => {
    change(run, { menu: null });
    focusInput(run);
  };
  return (
    <>
      <span ref={point} className={style.point} style={{ left: menu.x, top: menu.y }} aria-hidden />
      <Popover
        triggerRef={point}
        isOpen
        onOpenChange={(open) => !open && close()}
        placement="bottom start"
        offset={2}
        className={pop.popover ?? ""}
      >
        <Menu
          aria-label={column ? t("ui.grid.column_menu", { column: column.title }) : t("ui.grid.cell_menu")}
          className={pop.list ?? ""}
          autoFocus="first"
          onClose={close}
        >
          {run.props.menu(placeOf(run, menu.head)).map((item, at) =>
            item === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no name but its place
              <MenuRule key={at} />
            ) : (
              <MenuItem
                key={item.id}
                onAction={item.run}
                {...(item.icon && { icon: item.icon })}
                {...(item.combo && { combo: item.combo })}
                danger={item.danger ?? false}
                isDisabled={item.disabled ?? false}
              >
                {item.label}
              </MenuItem>
            ),
          )}
        </Menu>
      </Popover>
    </>
  );
}
