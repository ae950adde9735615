/** Who entered a record and who changed it last, out of its history. */
import { useQuery } from "@tanstack/react-query";
import { commands, type Hand, type RecordDto } from "../../../ipc/bindings.ts";
import { stepName } from "../../../ipc/history.ts";
import { read } from "../../../ipc/query.ts";
import { instant } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import style from "../frame/record.module.css";

const blanks = ({ at, by, op }: Hand) => ({
  when: instant(at),
  who: by === "me" ? t("ui.record.me") : by,
  step: stepName(op, "done"),
});

export function Hands({ record }: { record: RecordDto }) {
  const { data } = useQuery(
    read("historyHands", [record.id, record.rev], ["*"], () => commands.historyHands(record.id)),
  );
  if (!data?.entered && !data?.changed) return null;
  return (
    <p className={style.hands} data-testid="hands" data-selectable>
      {data.entered && <span>{t("ui.record.entered", blanks(data.entered))}</span>}
      {data.changed && <span>{t("ui.record.changed", blanks(data.changed))}</span>}
    </p>
  );
}
