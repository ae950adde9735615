/** Why a typed text was refused: beside its cell while that is active, and for assistive technology always. */
import { CircleAlert } from "lucide-react";
import { Button } from "../components/button.tsx";
import { t } from "../lib/i18n.ts";
import { useStore } from "../lib/store.ts";
import { begin, dropRefused, keepForChecking } from "./edit.ts";
import style from "./float.module.css";
import { Float } from "./float.tsx";
import { cellElement, focusInput } from "./focus.ts";
import grid from "./grid.module.css";
import { reasonId } from "./row.tsx";
import { activeOf, type GridRun, heldKey } from "./state.ts";

export function Refusals({ run }: { run: GridRun }) {
  const { held, draft, selection } = useStore(run.state);
  const { row, column } = activeOf(run);
  const reason =
    row?.line.kind === "record" && column ? held.get(heldKey(row.line.id, column.key))?.reason : null;
  const anchor = {
    current: reason ? (draft ? run.input.current : cellElement(run, selection.active)) : null,
  };
  return (
    <>
      {[...held].map(([slot, { reason: why }]) => {
        const [id = "", key = ""] = slot.split(" ");
        return (
          why && (
            <span key={slot} id={reasonId(id, key)} className={grid.unseen}>
              {why}
            </span>
          )
        );
      })}
      {reason && anchor.current && !draft?.picker && (
        <Float anchor={anchor} at={`${selection.active.row} ${selection.active.column}`} tone="bad">
          <div className={style.refusal} data-refusal>
            <CircleAlert size={15} aria-hidden />
            <p>{reason}</p>
            <div className={style.acts}>
              <Button kind="line" onPress={() => begin(run, "keep")}>
                {t("ui.grid.mend")}
              </Button>
              {run.props.door.keep && (
                <Button
                  kind="line"
                  onPress={() => {
                    keepForChecking(run);
                    focusInput(run);
                  }}
                >
                  {t("ui.grid.keep_to_check")}
                </Button>
              )}
              <Button
                onPress={() => {
                  dropRefused(run);
                  focusInput(run);
                }}
              >
                {t("ui.grid.give_up")}
              </Button>
            </div>
          </div>
        </Float>
      )}
    </>
  );
}
