/** One record then and now, field by field, what belonged to it, and the ways to bring it back. */
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useContext, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type FormerRecord, type Id, type Reach } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { jobDetail } from "../../ipc/progress-words.ts";
import { read } from "../../ipc/query.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { message, t } from "../../lib/i18n.ts";
import { BringPlan } from "./bring-plan.tsx";
import style from "./inside.module.css";
import { Apart, SinceMark } from "./since-mark.tsx";

export type At = { entity: string; id: Id };

/** The part of the job in which a file is written outside the vault. */
const SAVING = "progress.save_out";

/** So many of what belonged to a record are told at first, and with each asking for more. */
const step = 200;

function Fields({ record, onBring }: { record: FormerRecord; onBring: (field: string) => void }) {
  const apart = useContext(Apart);
  const [all, setAll] = useState(record.since !== "changed");
  const valueText = useValueText();
  const { entity } = record;
  const there = !apart && (record.since === "changed" || record.since === "same");
  const fields = record.fields.filter((one) => all || one.differs);
  return (
    <>
      {there && (
        <Check value={all} onChange={setAll}>
          {t("ui.inside.all_fields")}
        </Check>
      )}
      <table className={style.fields}>
        <thead>
          <tr>
            <th scope="col">{t("ui.inside.field")}</th>
            <th scope="col">{t("ui.inside.then")}</th>
            {there && <th scope="col">{t("ui.inside.now")}</th>}
            {there && (
              <th scope="col">
                <span className="vh">{t("ui.inside.bring_field")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, was, now, differs }) => (
            <tr key={field} data-differs={(there && differs) || undefined}>
              <th scope="row">{fieldLabel(entity, field)}</th>
              <td>{valueText(`${entity}.${field}`, was)}</td>
              {there && <td>{valueText(`${entity}.${field}`, now)}</td>}
              {there && (
                <td data-end>
                  {differs && field !== "done_at" && (
                    <Button
                      kind="link"
                      aria-label={t("ui.inside.bring_field_named", { field: fieldLabel(entity, field) })}
                      onPress={() => onBring(field)}
                    >
                      {t("ui.inside.bring_field")}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

type BelongsProps = { record: FormerRecord; onShow: (at: At) => void; onMore: () => void };

function Belongs({ record, onShow, onMore }: BelongsProps) {
  const apart = useContext(Apart);
  if (record.belongs_all === 0) return null;
  const left = record.belongs_all - record.belongs.length;
  const counts = { n: record.belongs_all, m: record.belongs_otherwise };
  return (
    <section>
      <h3 className={style.part}>
        {t("ui.inside.belongs")}{" "}
        <span className={style.quiet}>
          {t(apart ? "ui.inside.belongs_all" : "ui.inside.belongs_count", counts)}
        </span>
      </h3>
      <ul className={style.belongs}>
        {record.belongs.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={style.row}
              onClick={() => onShow({ entity: one.entity, id: one.id })}
            >
              <span className={style.name}>{one.title || entityLabel(one.entity)}</span>
              <span className={style.quiet}>{entityLabel(one.entity)}</span>
              <span className={style.state}>
                <SinceMark since={one.since} />
              </span>
            </button>
          </li>
        ))}
        {left > 0 && (
          <li>
            <Button kind="link" onPress={onMore}>
              {t("ui.inside.more", { n: Math.min(step, left) })}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

/**
 * A file as it was then, to be had without restoring anything. Where it is now is said here: with no vault open
 * the look lies over the whole window, and over whatever is said at its foot. One of gigabytes takes a while: how far
 * it is and the way to stop it stand here too, whichever record is looked at meanwhile. Another job that writes files
 * is none of these: it is waited for.
 */
function SaveOut({ id }: { id: Id }) {
  const [path, setPath] = useState<string | null>(null);
  const job = useJob("attach");
  const save = useAction(async () => {
    setPath(null);
    setPath(await commands.insideSave(id));
  });
  const saving = job?.progress?.phase === SAVING ? job.progress : null;
  return (
    <>
      <Button
        kind="line"
        icon={Download}
        busy={save.busy || job !== undefined}
        onPress={() => void save.run()}
      >
        {t("ui.files.save_out")}
      </Button>
      {job && saving && (
        <div className={style.saving}>
          <Progress
            label={message(saving.phase) ?? t("ui.files.working")}
            detail={jobDetail(job)}
            done={saving.done}
            total={saving.total}
          />
          <Button kind="line" onPress={() => void commands.jobCancel("attach").catch(() => undefined)}>
            {t("ui.stop")}
          </Button>
        </div>
      )}
      {save.error && !isKind(save.error, "cancelled") && (
        <Notice tone="bad" live>
          {sentence(save.error)}
        </Notice>
      )}
      {path && (
        <Notice tone="ok" live>
          {t("ui.files.saved", { path })}
        </Notice>
      )}
    </>
  );
}

type ActsProps = { record: FormerRecord; onReach: (reach: Reach) => void };

function Acts({ record, onReach }: ActsProps) {
  const apart = useContext(Apart);
  return (
    <div className={style.acts}>
      {!apart && record.since !== "same" && (
        <Button kind="line" onPress={() => onReach({ what: "record" })}>
          {t("ui.inside.bring_record")}
        </Button>
      )}
      {!apart && record.belongs_all > 0 && (
        <Button kind="line" onPress={() => onReach({ what: "own" })}>
          {t("ui.inside.bring_own")}
        </Button>
      )}
      {!apart && record.belongs.some((one) => one.below) && (
        <Button kind="line" onPress={() => onReach({ what: "below" })}>
          {t("ui.inside.bring_below")}
        </Button>
      )}
      {record.entity === "attachment" && <SaveOut id={record.id} />}
    </div>
  );
}

export function InsideRecord(props: {
  version: string;
  at: At;
  deep: boolean;
  onBack: () => void;
  onShow: (at: At) => void;
}) {
  const { version, at, deep, onBack, onShow } = props;
  const apart = useContext(Apart);
  const [reach, setReach] = useState<Reach | null>(null);
  const [most, setMost] = useState(step);
  const { data: record, error } = useQuery({
    ...read("insideRecord", [version, at.entity, at.id, most], ["*"], () =>
      commands.insideRecord(at.entity, at.id, most),
    ),
    placeholderData: (before) => before,
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!record) return <div className={style.record} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves what is open within, as everywhere
    <div
      className={style.record}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !(reach || deep)) return;
        event.stopPropagation();
        if (reach) setReach(null);
        else onBack();
      }}
    >
      {deep && (
        <div>
          <Button kind="link" onPress={onBack}>
            {t("ui.inside.close_record")}
          </Button>
        </div>
      )}
      <h2 className={style.title}>
        {record.title || entityLabel(record.entity)} <SinceMark since={record.since} />
      </h2>
      {reach ? (
        <BringPlan wanted={{ entity: record.entity, id: record.id, reach }} onDone={() => setReach(null)} />
      ) : (
        <Acts record={record} onReach={setReach} />
      )}
      <Fields record={record} onBring={(field) => setReach({ what: "field", field })} />
      {!apart && record.since === "same" && <p className={style.quiet}>{t("ui.inside.no_difference")}</p>}
      <Belongs record={record} onShow={onShow} onMore={() => setMost((was) => was + step)} />
    </div>
  );
}
