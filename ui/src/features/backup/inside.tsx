/**
 * Inside a backup: the vault as it stood, only to be read, beside what has become of it; what is
 * missing today is brought back from here as one step that can be undone.
 */
import { Eye } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { Progress } from "../../components/progress.tsx";
import { useAction } from "../../ipc/action.ts";
import { closeApart, openApart } from "../../ipc/apart.ts";
import { commands, type Snapshot } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { jobDetail, jobPhase } from "../../ipc/progress-words.ts";
import { instant } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { olderSentence } from "./age.ts";
import style from "./inside.module.css";
import { InsideList } from "./inside-list.tsx";
import { type At, InsideRecord } from "./inside-record.tsx";
import { Apart } from "./since-mark.tsx";

function Opening({ error, onRetry }: { error: ReturnType<typeof useAction>["error"]; onRetry: () => void }) {
  const job = useJob("look");
  if (error) {
    return (
      <Notice
        tone={isKind(error, "cancelled") ? "plain" : "bad"}
        live
        actions={
          <Button kind="line" onPress={onRetry}>
            {t("ui.retry")}
          </Button>
        }
      >
        {sentence(error)}
      </Notice>
    );
  }
  return (
    <div className={style.opening}>
      <Progress
        label={jobPhase(job, "look")}
        detail={jobDetail(job)}
        done={job?.progress?.done ?? 0}
        total={job?.progress?.total ?? null}
      />
      <p className={style.quiet}>{t("ui.inside.opening_note")}</p>
      <div>
        <Button kind="line" onPress={() => void commands.jobCancel("look").catch(() => undefined)}>
          {t("ui.stop")}
        </Button>
      </div>
    </div>
  );
}

type InsideProps = {
  version: Snapshot;
  source:
    | { /** on which of the vault's places it stands */ target: string }
    | { /** of the backups that were opened to be restored, with no vault open */ session: number };
  onBack: () => void;
};

export function Inside({ version, source, onBack }: InsideProps) {
  const apart = "session" in source;
  const [opened, setOpened] = useState<Snapshot | null>(null);
  // The way down to the record that is shown; the last is it.
  const [path, setPath] = useState<readonly At[]>([]);
  const opening = useAction(async () =>
    setOpened(
      "session" in source
        ? await openApart(source.session, version.id)
        : await commands.insideOpen(source.target, version.id),
    ),
  );
  const open = () => void opening.run();
  // Whatever else is done on the drive is not this look's to stop.
  const own = useRef(false);
  own.current = opening.busy;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is come to; what is left closes it
  useEffect(() => {
    open();
    return () => {
      if (own.current) void commands.jobCancel("look").catch(() => undefined);
      void (apart ? closeApart() : commands.insideClose()).catch(() => undefined);
    };
  }, []);
  const when = instant(version.at);
  const shown = path.at(-1);
  const note = [t("ui.inside.read_only_note", { when }), opened && olderSentence(opened)].filter(Boolean);
  return (
    <Page
      title={t("ui.inside.title", { when })}
      note={
        <Mark tone="warn" icon={Eye}>
          {t("ui.inside.read_only")}
        </Mark>
      }
      actions={<Button onPress={onBack}>{t("ui.inside.close")}</Button>}
      body={opened ? "bare" : "column"}
    >
      {opened ? (
        <div className={style.inside}>
          <p className={style.banner}>
            {apart
              ? t("ui.inside.apart_note", { when })
              : // A Chinese full stop brings its own space.
                note.join(currentLanguage() === "zh" ? "" : " ")}
          </p>
          <Apart value={apart}>
            <div className={style.halves} data-open={shown !== undefined || undefined}>
              <InsideList
                version={opened.id}
                picked={path[0]?.id ?? null}
                onPick={(entity, id) => setPath([{ entity, id }])}
              />
              {shown && (
                <InsideRecord
                  key={shown.id}
                  version={opened.id}
                  at={shown}
                  deep={path.length > 1}
                  onBack={() => setPath((was) => was.slice(0, -1))}
                  onShow={(at) => setPath((was) => [...was, at])}
                />
              )}
            </div>
          </Apart>
        </div>
      ) : (
        <Opening error={opening.error} onRetry={open} />
      )}
    </Page>
  );
}
