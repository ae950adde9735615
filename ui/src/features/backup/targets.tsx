/** The places backups go to, each with how it stands; what can be said of one unfolds below it. */
import { useId, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Notice } from "../../components/notice.tsx";
import { Part, Row } from "../../components/row.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupTarget, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { ago, bytes } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import style from "./backup.module.css";
import { Schedule } from "./schedule.tsx";

type Props = {
  targets: BackupTarget[];
  running: boolean;
  drilling: boolean;
  onAdd: () => void;
  onRun: (target: string) => void;
  onDrill: (target: string) => void;
};

export function Targets({ targets, running, drilling, onAdd, onRun, onDrill }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Part title={t("ui.backup.plan")}>
      {targets.map((target) => (
        <Target
          key={target.id}
          target={target}
          running={running}
          several={targets.length > 1}
          isOpen={open === target.id}
          onToggle={() => setOpen(open === target.id ? null : target.id)}
          drilling={drilling}
          onRun={() => onRun(target.id)}
          onDrill={() => onDrill(target.id)}
        />
      ))}
      <div className={style.add}>
        <Button kind="line" onPress={onAdd}>
          {t("ui.backup.add_target")}
        </Button>
      </div>
    </Part>
  );
}

type TargetProps = {
  target: BackupTarget;
  running: boolean;
  several: boolean;
  isOpen: boolean;
  onToggle: () => void;
  drilling: boolean;
  onRun: () => void;
  onDrill: () => void;
};

function Target({ target, running, drilling, several, isOpen, onToggle, onRun, onDrill }: TargetProps) {
  const id = useId();
  return (
    <section aria-label={target.name}>
      <Row label={<span data-selectable>{target.name}</span>} detail={<Standing target={target} />}>
        {several && target.connected && target.last_ok_at !== null && (
          <Button
            kind="line"
            isDisabled={running || drilling}
            aria-label={t("ui.drill.start_at", { name: target.name })}
            onPress={onDrill}
          >
            {t("ui.drill.start")}
          </Button>
        )}
        {several && target.connected && (
          <Button
            kind="line"
            isDisabled={running}
            aria-label={t("ui.backup.now_to", { name: target.name })}
            onPress={onRun}
          >
            {t("ui.backup.now")}
          </Button>
        )}
        <Button
          kind="line"
          aria-expanded={isOpen}
          aria-describedby={id}
          aria-label={t(isOpen ? "ui.backup.adjust_close_named" : "ui.backup.adjust_named", {
            name: target.name,
          })}
          onPress={onToggle}
        >
          {t(isOpen ? "ui.backup.adjust_close" : "ui.backup.adjust")}
        </Button>
      </Row>
      <p id={id} className={style.path} data-selectable>
        {target.folder}
      </p>
      {target.standing === "cloned" && <Clones target={target} />}
      {isOpen && (
        <div className={style.unfolded}>
          <Schedule target={target} />
        </div>
      )}
    </section>
  );
}

/** How a place stands, in a few quiet words. */
function Standing({ target }: { target: BackupTarget }) {
  const now = useNow();
  const words: string[] = [];
  if (target.paused) words.push(t("ui.backup.paused"));
  if (target.free_bytes !== null) words.push(t("ui.backup.free", { size: bytes(target.free_bytes) }));
  words.push(
    target.last_ok_at === null
      ? t("ui.backup_light.none")
      : t("ui.backup.last_at", { when: ago(target.last_ok_at, now) }),
  );
  return (
    <>
      <StandingMark target={target} now={now} />
      {words.map((word) => ` · ${word}`).join("")}
    </>
  );
}

function StandingMark({ target, now }: { target: BackupTarget; now: number }) {
  switch (target.standing) {
    case "here":
      // Whether it answers is found out when something is asked of it.
      if (target.cloud) return <Mark tone="quiet">{t("ui.cloud.standing")}</Mark>;
      return <Mark tone="ok">{t("ui.backup.connected")}</Mark>;
    case "foreign":
      return <Mark tone="warn">{t("ui.backup.foreign")}</Mark>;
    case "cloned":
      return <Mark tone="warn">{t("ui.backup.cloned")}</Mark>;
    case "never_seen":
      return <Mark tone="quiet">{t("ui.backup.never_seen")}</Mark>;
    default:
      return (
        <Mark tone={target.due ? "warn" : "quiet"}>
          {target.seen_at === null
            ? t("ui.backup.not_connected")
            : t("ui.backup.away_since", { when: ago(target.seen_at, now) })}
        </Mark>
      );
  }
}

/** The same place twice: which one is meant only the user knows. */
function Clones({ target }: { target: BackupTarget }) {
  const settle = useAction(async (folder: string) => {
    queryClient.setQueryData(backupState.queryKey, await commands.backupSettleClones(target.id, folder));
  });
  return (
    <Notice
      tone="warn"
      live
      title={t("ui.backup.cloned_title")}
      actions={target.clones.map((folder) => (
        <Button key={folder} kind="line" busy={settle.busy} onPress={() => void settle.run(folder)}>
          {t("ui.backup.cloned_use", { folder })}
        </Button>
      ))}
    >
      {settle.error ? sentence(settle.error) : t("ui.backup.cloned_why")}
    </Notice>
  );
}
