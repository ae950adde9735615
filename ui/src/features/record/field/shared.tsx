/** Whoever holds the same number, address or code as was just stored: told beside the field, in nobody's way. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../../components/button.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands, type FieldInfo, type RecordDto } from "../../../ipc/bindings.ts";
import { complain, sentence } from "../../../ipc/error.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { whileSaving } from "../../../lib/status.ts";
import style from "./line.module.css";

const words = {
  uscc: "ui.shared.code",
  value: "ui.shared.code",
  phones: "ui.shared.phone",
  emails: "ui.shared.email",
} as const;
type Watched = keyof typeof words;

const isWatched = (entity: string, key: string): key is Watched =>
  entity === "official_id"
    ? key === "value"
    : (entity === "unit" || entity === "contact") && key !== "value" && key in words;

type Props = {
  record: RecordDto;
  field: FieldInfo;
  /** so often it was stored */ stored: number;
  /** the line with the answer is gone: the keyboard goes back to the value */ onApart: () => void;
};

type LinesProps = { record: RecordDto; word: (typeof words)[Watched]; field: string; onApart: () => void };

function Lines({ record, word, field, onApart }: LinesProps) {
  const { entity, id } = record;
  const kind = entity === "official_id" ? "unit" : entity;
  const unit = record.values.unit;
  const own = entity === "official_id" && unit?.t === "ref" ? unit.v.id : id;
  const { data = [], error } = useQuery({
    queryKey: ["sameBeside", entity, id, field],
    queryFn: () => commands.sameBeside(entity, id, field),
    staleTime: 0,
    meta: { of: [kind, entity, "distinct_pair"] },
  });
  const apart = useAction(async (other: string) => {
    await whileSaving(commands.notTheSame(kind, own, other)).then(onApart, complain);
  });
  if (error) return <p className={style.warning}>{sentence(error)}</p>;
  return data.map(({ record: { id: other, label: name } }) => (
    <p key={other} className={style.warning} role="status">
      <span>
        {t(word, { name })} —{" "}
        <Button
          kind="link"
          aria-label={t("ui.record.open_ref", { name })}
          onPress={() => openRecord({ entity: kind, id: other })}
        >
          {t("ui.shared.open")}
        </Button>
        {" · "}
        <Button
          kind="link"
          busy={apart.busy}
          aria-label={t("ui.shared.distinct_named", { name })}
          onPress={() => void apart.run(other)}
        >
          {t("ui.shared.distinct")}
        </Button>
      </span>
    </p>
  ));
}

/** Nothing is asked before something was stored here. */
export function FieldShared({ record, field, stored, onApart }: Props) {
  const { entity, deleted } = record;
  const { key } = field;
  if (stored === 0 || deleted || !isWatched(entity, key)) return null;
  return <Lines record={record} word={words[key]} field={key} onApart={onApart} />;
}
