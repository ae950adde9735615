/** Whether it is asked after a conversation what has changed. */
import { useQuery } from "@tanstack/react-query";
import { Part, Row } from "../../components/row.tsx";
import { Switch } from "../../components/toggle.tsx";
import { commands } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";

const asksNow = read("asksChanges", [], ["ask_changes"], commands.asksChanges);

function set(asks: boolean): void {
  const store = (next: boolean) => whileSaving(commands.asksChangesSet(next));
  const back = () => void store(!asks).then(() => say({ text: t("ui.settings.taken_back") }), complain);
  store(asks).then(
    () => say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: back } }),
    complain,
  );
}

export function AsksChanges() {
  const { data } = useQuery(asksNow);
  if (data === undefined) return null;
  return (
    <Part title={t("ui.asked.setting")}>
      <Row label={t("ui.asked.setting_label")} detail={t("ui.asked.setting_detail")}>
        <Switch aria-label={t("ui.asked.setting_label")} value={data} onChange={set} />
      </Row>
    </Part>
  );
}
