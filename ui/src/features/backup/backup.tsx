/** The backup place: how it stands, where it goes, when, and every version one can return to. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupTarget, commands, type DrillDone, type WireError } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { appState, invalidate, watchedBackup } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { Drilled, NotDrilled } from "./drilled.tsx";
import { Health } from "./health.tsx";
import { Older } from "./older.tsx";
import { Remedy } from "./remedy.tsx";
import { RestoreFlow } from "./restore-flow.tsx";
import { Running } from "./running.tsx";
import { SetUp } from "./set-up.tsx";
import { Targets } from "./targets.tsx";
import { Versions } from "./versions.tsx";

type Mode = { at: "overview" } | { at: "add" } | { at: "restore"; folder: string; version?: string };

type FailureProps = { error: WireError; target?: BackupTarget; several?: boolean; onRetry: () => void };

function Failure({ error, target, several, onRetry }: FailureProps) {
  if (isKind(error, "cancelled")) return <Notice live>{t("ui.backup.stopped")}</Notice>;
  return (
    <Notice
      tone="bad"
      live
      title={several && target ? t("ui.backup.failed_to", { name: target.name }) : t("ui.backup.failed")}
      actions={
        <>
          {target && <Remedy error={error} target={target.id} />}
          <Button kind="line" onPress={onRetry}>
            {t("ui.retry")}
          </Button>
        </>
      }
    >
      {sentence(error)}
    </Notice>
  );
}

type FailuresProps = {
  error: WireError | null;
  targets: BackupTarget[];
  onRetry: (target?: string) => void;
};

/** Of each place why its last backup failed; where nothing is noted of any, why this one did. */
function Failures({ error, targets, onRetry }: FailuresProps) {
  const failed = targets.filter((one) => one.last_error !== null && !one.paused);
  if (failed.length === 0) return error && <Failure error={error} onRetry={() => onRetry()} />;
  return failed.map((one) => (
    <Failure
      key={one.id}
      error={one.last_error as WireError}
      target={one}
      several={targets.length > 1}
      onRetry={() => onRetry(one.id)}
    />
  ));
}

export function Backup() {
  const { data, error } = useQuery(watchedBackup);
  const app = useQuery(appState).data;
  const [mode, setMode] = useState<Mode>({ at: "overview" });
  const job = useJob("backup");
  const now = useAction(async (to?: string) => {
    await (to === undefined ? commands.backupNow() : commands.backupTo(to));
    await invalidate(["backup"]);
    say({ text: t("ui.backup.finished") });
  });
  const drill = useAction(commands.backupDrill);
  const [drilled, setDrilled] = useState<DrillDone | null>(null);
  const tryIt = async () => setDrilled((await drill.run()) ?? null);
  const overview = () => setMode({ at: "overview" });
  const running = now.busy || drill.busy || job !== undefined || data?.running === true;
  const target = data?.target;
  const targets = data?.targets ?? [];
  const some = targets.some((one) => one.connected);

  if (mode.at === "restore") {
    return (
      <Page title={t("ui.restore.title")} note={t("ui.restore.title_note")}>
        <RestoreFlow
          into={app?.default_folder ?? ""}
          folder={mode.folder}
          {...(mode.version && { version: mode.version })}
          onBack={overview}
        />
      </Page>
    );
  }
  return (
    <Page
      title={t("ui.place.backup")}
      note={data && <Health state={data} running={running} />}
      actions={
        <>
          <Button onPress={() => setMode({ at: "restore", folder: target?.folder ?? "" })}>
            {t("ui.restore.start")}
          </Button>
          {target && mode.at === "overview" && data.snapshots.length > 0 && (
            <Button isDisabled={running || !some} onPress={() => void tryIt()}>
              {t("ui.drill.start")}
            </Button>
          )}
          {target && mode.at === "overview" && (
            <Button kind="main" busy={running} isDisabled={!some} onPress={() => void now.run()}>
              {t("ui.backup.now")}
            </Button>
          )}
        </>
      }
    >
      {error && (
        <Notice tone="bad" live>
          {sentence(error)}
        </Notice>
      )}
      {running && <Running job={job} drilling={drill.busy} />}
      {!running && <Failures error={now.error} targets={targets} onRetry={(to) => void now.run(to)} />}
      {!running && drill.error && <NotDrilled error={drill.error} />}
      {!running && !drill.error && drilled && <Drilled done={drilled} />}
      {!running &&
        targets.map((one) => <Older key={one.id} target={one} snapshots={data?.snapshots ?? []} />)}
      {data && (!target || mode.at === "add") && (
        <SetUp onDone={overview} former={data.former_folder} {...(target && { onCancel: overview })} />
      )}
      {target && mode.at === "overview" && (
        <Targets
          targets={targets}
          running={running}
          onAdd={() => setMode({ at: "add" })}
          onRun={(to) => void now.run(to)}
        />
      )}
      {data && target && mode.at === "overview" && (
        <Versions
          snapshots={data.snapshots}
          targets={targets}
          onRestore={(version, folder) => setMode({ at: "restore", folder, version })}
        />
      )}
    </Page>
  );
}
