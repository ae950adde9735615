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
import { useJobRuns } from "../../ipc/job.ts";
import { appState, invalidate, watchedBackup } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { Damaged } from "./damaged.tsx";
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
import { SetUp } from "./set-up.tsx";
import { Targets } from "./targets.tsx";
import { Versions } from "./versions.tsx";

type Mode =
  | { at: "overview" }
  | { at: "add" }
  | { at: "inside"; version: Snapshot; target: string }
  | { at: "restore"; folder: string; version?: string };

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
          {target && <Remedy error={error} target={target} />}
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

type Gone = Extract<Mode, { at: "restore" | "inside" }>;

type AwayProps = { mode: Gone; into: string; state: BackupState | undefined; onBack: () => void };

function Away({ mode, into, state, onBack }: AwayProps) {
  if (mode.at === "inside") {
    return <Inside version={mode.version} source={{ target: mode.target }} onBack={onBack} />;
  }
  const version = state?.snapshots.find(({ id }) => id === mode.version);
  const shared = { into, folder: mode.folder, onBack };
  return (
    <Page title={t("ui.restore.title")} note={t("ui.restore.title_note")}>
      {version ? <RestoreHere version={version} {...shared} /> : <RestoreFlow {...shared} />}
    </Page>
  );
}

type PlacesProps = {
  state: BackupState;
  running: boolean;
  setMode: (mode: Mode) => void;
  ways: Pick<ComponentProps<typeof Versions>, "onLook" | "onRestore">;
  drilling: boolean;
  onRun: (target: string) => void;
  onDrill: (target: string) => void;
};

/** Where backups go, what is proved of them, and every version. */
function Places({ state, running, drilling, setMode, ways, onRun, onDrill }: PlacesProps) {
  return (
    <>
      <Targets
        targets={state.targets}
        running={running}
        drilling={drilling}
        onAdd={() => setMode({ at: "add" })}
        onRun={onRun}
        onDrill={onDrill}
      />
      <OpensWith targets={state.targets} recoveryOpens={state.recovery_opens} busy={running} />
      <Proven backedUp shown />
      <Versions snapshots={state.snapshots} targets={state.targets} running={running} {...ways} />
    </>
  );
}

type ActsProps = {
  state: BackupState;
  running: boolean;
  drilling: boolean;
  onDrill: () => void;
  onNow: () => void;
};

/** A backup does not wait for a drill, which gives way; a drill waits for everything. */
function Acts({ state, running, drilling, onDrill, onNow }: ActsProps) {
  const away = !state.targets.some((one) => one.connected);
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
  failures: FailuresProps;
  notDrilled: WireError | null;
  drilled: DrillDone | null;
};

/** What goes on, or else how the last of it went. */
function News({ under, failures, notDrilled, drilled }: NewsProps) {
  if (under) return <Running {...under} />;
  return (
    <>
      <Failures {...failures} />
      {notDrilled ? <NotDrilled error={notDrilled} /> : drilled && <Drilled done={drilled} />}
    </>
  );
}

export function Backup() {
  const { data, error } = useQuery(watchedBackup);
  const app = useQuery(appState).data;
  const [mode, setMode] = useState<Mode>({ at: "overview" });
  const backsUp = useJobRuns("backup");
  const drills = useJobRuns("drill");
  const now = useAction(async (to?: string) => {
    await (to === undefined ? commands.backupNow() : commands.backupTo(to));
    await invalidate(["backup"]);
    say({ text: t("ui.backup.finished") });
  });
  const drill = useAction((at?: string) => commands.backupDrill(at ?? null));
  const [drilled, setDrilled] = useState<DrillDone | null>(null);
  const tryIt = async (at?: string) => setDrilled((await drill.run(at)) ?? null);
  const overview = () => setMode({ at: "overview" });
  const ways: PlacesProps["ways"] = {
    onLook: (version, target) => setMode({ at: "inside", version, target }),
    onRestore: (version, folder) => setMode({ at: "restore", folder, version }),
  };
  const running = now.busy || backsUp || data?.running === true;
  const drilling = !running && (drill.busy || drills);
  const target = data?.target;
  const targets = data?.targets ?? [];
  const here = mode.at === "overview" && target != null;

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
      <Damaged at={data?.damaged_at} />
      <News
        under={running ? { work: "backup" } : drilling ? { work: "drill" } : null}
        failures={{ error: now.error, targets, onRetry: (to) => void now.run(to) }}
        notDrilled={drill.error}
        drilled={drilled}
      />
      {data &&
        !running &&
        targets.map((one) => (
          <Older
            key={one.id}
            target={one}
            snapshots={data.snapshots}
            onRetry={() => void now.run(one.id)}
            {...ways}
          />
        ))}
      <Replaced />
      {data && (!target || mode.at === "add") && (
        <SetUp
          onDone={overview}
          former={data.former_folder}
          formerSpeaks={data.former_speaks}
          restored={data.restored}
          {...(target && { onCancel: overview })}
        />
      )}
      {data && here && (
        <Places
          state={data}
          running={running}
          setMode={setMode}
          ways={ways}
          drilling={drilling}
          onRun={(to) => void now.run(to)}
          onDrill={(at) => void tryIt(at)}
        />
      )}
      {!here && <Proven backedUp={target != null} shown={mode.at === "overview"} />}
    </Page>
  );
}
