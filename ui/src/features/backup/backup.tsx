/** The backup place: how it stands, where it goes, when, and every version one can return to. */
import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { useAction } from "../../ipc/action.ts";
import {
  type BackupState,
  type BackupTarget,
  commands,
  type DrillDone,
  type Snapshot,
  type WireError,
} from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { appState, invalidate, watchedBackup } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { Drilled, NotDrilled } from "./drilled.tsx";
import { Health } from "./health.tsx";
import { Inside } from "./inside.tsx";
import { Older } from "./older.tsx";
import { OpensWith } from "./opens-with.tsx";
import { Proven } from "./proven.tsx";
import { Remedy } from "./remedy.tsx";
import { Replaced } from "./replaced.tsx";
import { RestoreFlow } from "./restore-flow.tsx";
import { RestoreHere } from "./restore-here.tsx";
import { Running } from "./running.tsx";
import { Schedule } from "./schedule.tsx";
import { SetUp } from "./set-up.tsx";
import { Versions } from "./versions.tsx";

type Mode =
  | { at: "overview" }
  | { at: "target" }
  | { at: "inside"; version: Snapshot }
  | { at: "restore"; folder: string; version?: string };

function Failure({ error, onRetry }: { error: WireError; onRetry: () => void }) {
  if (isKind(error, "cancelled")) return <Notice live>{t("ui.backup.stopped")}</Notice>;
  return (
    <Notice
      tone="bad"
      live
      title={t("ui.backup.failed")}
      actions={
        <>
          <Remedy error={error} />
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

type Gone = Extract<Mode, { at: "restore" | "inside" }>;

type AwayProps = { mode: Gone; into: string; state: BackupState | undefined; onBack: () => void };

function Away({ mode, into, state, onBack }: AwayProps) {
  if (mode.at === "inside") return <Inside version={mode.version} onBack={onBack} />;
  const version = state?.snapshots.find(({ id }) => id === mode.version);
  const shared = { into, folder: mode.folder, onBack };
  return (
    <Page title={t("ui.restore.title")} note={t("ui.restore.title_note")}>
      {version ? <RestoreHere version={version} {...shared} /> : <RestoreFlow {...shared} />}
    </Page>
  );
}

type PlaceProps = {
  state: BackupState;
  target: BackupTarget;
  running: boolean;
  setMode: (mode: Mode) => void;
};

/** Where backups go, what is proved of them, and every version. */
function Place({ state, target, running, setMode }: PlaceProps) {
  return (
    <>
      <Schedule target={target} onChange={() => setMode({ at: "target" })} />
      <OpensWith connected={target.connected} busy={running} />
      <Proven backedUp shown />
      <Versions
        snapshots={state.snapshots}
        connected={target.connected}
        running={running}
        onLook={(version) => setMode({ at: "inside", version })}
        onRestore={(version) => setMode({ at: "restore", folder: target.folder, version })}
      />
    </>
  );
}

type ActsProps = {
  state: BackupState;
  target: BackupTarget;
  running: boolean;
  drilling: boolean;
  onDrill: () => void;
  onNow: () => void;
};

/** A backup does not wait for a drill, which gives way; a drill waits for everything. */
function Acts({ state, target, running, drilling, onDrill, onNow }: ActsProps) {
  const away = !target.connected;
  return (
    <>
      {state.snapshots.length > 0 && (
        <Button isDisabled={running || drilling || away} onPress={onDrill}>
          {t("ui.drill.start")}
        </Button>
      )}
      <Button kind="main" busy={running} isDisabled={away} onPress={onNow}>
        {t("ui.backup.now")}
      </Button>
    </>
  );
}

type NewsProps = {
  under: ComponentProps<typeof Running> | null;
  failure: WireError | null;
  onRetry: () => void;
  notDrilled: WireError | null;
  drilled: DrillDone | null;
};

/** What goes on, or else how the last of it went. */
function News({ under, failure, onRetry, notDrilled, drilled }: NewsProps) {
  if (under) return <Running {...under} />;
  return (
    <>
      {failure && <Failure error={failure} onRetry={onRetry} />}
      {notDrilled ? <NotDrilled error={notDrilled} /> : drilled && <Drilled done={drilled} />}
    </>
  );
}

export function Backup() {
  const { data, error } = useQuery(watchedBackup);
  const app = useQuery(appState).data;
  const [mode, setMode] = useState<Mode>({ at: "overview" });
  const job = useJob("backup");
  const drillJob = useJob("drill");
  const now = useAction(async () => {
    await commands.backupNow();
    await invalidate(["backup"]);
    say({ text: t("ui.backup.finished") });
  });
  const drill = useAction(commands.backupDrill);
  const [drilled, setDrilled] = useState<DrillDone | null>(null);
  const tryIt = async () => setDrilled((await drill.run()) ?? null);
  const overview = () => setMode({ at: "overview" });
  const running = now.busy || job !== undefined || data?.running === true;
  const drilling = !running && (drill.busy || drillJob !== undefined);
  const target = data?.target;
  const here = mode.at === "overview" ? target : null;

  if (mode.at === "restore" || mode.at === "inside") {
    return <Away mode={mode} into={app?.default_folder ?? ""} state={data} onBack={overview} />;
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
          {data && here && (
            <Acts
              state={data}
              target={here}
              running={running}
              drilling={drilling}
              onDrill={() => void tryIt()}
              onNow={() => void now.run()}
            />
          )}
        </>
      }
    >
      {error && (
        <Notice tone="bad" live>
          {sentence(error)}
        </Notice>
      )}
      <News
        under={running ? { job, work: "backup" } : drilling ? { job: drillJob, work: "drill" } : null}
        failure={now.error ?? data?.last_error ?? null}
        onRetry={() => void now.run()}
        notDrilled={drill.error}
        drilled={drilled}
      />
      {data && !running && <Older state={data} />}
      <Replaced />
      {data && (!target || mode.at === "target") && (
        <SetUp
          onDone={overview}
          former={data.former_folder}
          restored={data.restored}
          {...(target && { folder: target.folder, onCancel: overview })}
        />
      )}
      {data && here && <Place state={data} target={here} running={running} setMode={setMode} />}
      {!here && <Proven backedUp={target != null} shown={mode.at === "overview"} />}
    </Page>
  );
}
