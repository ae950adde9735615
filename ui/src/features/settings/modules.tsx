/** Which modules are in sight. What is hidden keeps its records, and says how many there are. */
import { useQuery } from "@tanstack/react-query";
import { Part, Row } from "../../components/row.tsx";
import { Switch } from "../../components/toggle.tsx";
import { commands, type ModuleState } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { modulesOf } from "../../ipc/modules.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./fields.module.css";

function show({ key }: ModuleState, name: string, shown: boolean): void {
  whileSaving(commands.moduleHide(key, !shown)).then(() => {
    const text = t(shown ? "ui.modules.shown_done" : "ui.modules.hidden_done", { name });
    say({ text, action: { label: t("ui.undo"), run: undo } });
  }, complain);
}

export function Modules() {
  const { data: modules } = useQuery(modulesOf);
  return (
    <Part title={t("ui.settings.part.modules")}>
      <p className={style.help}>{t("ui.modules.intro")}</p>
      {modules?.map((one) => {
        const name = t(`module.${one.key}` as MessageKey);
        const count = t(one.hidden ? "ui.modules.kept" : "ui.modules.records", { n: one.records });
        return (
          <Row key={one.key} label={name} detail={count}>
            <Switch
              aria-label={t("ui.modules.show", { name })}
              value={!one.hidden}
              onChange={(on) => show(one, name, on)}
            />
          </Row>
        );
      })}
    </Part>
  );
}
