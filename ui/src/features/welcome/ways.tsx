/** The four ways in. */
import { ArchiveRestore, FolderOpen, type LucideIcon, Plus, Sparkles } from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Notice } from "../../components/notice.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import { type AppState, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import style from "./welcome.module.css";

export type Step = "ways" | "create" | "restore";

function Way(props: {
  icon: LucideIcon;
  title: string;
  detail: string;
  main?: boolean;
  busy?: boolean;
  onPress: () => void;
}) {
  const { icon: Icon, title, detail, main, busy = false, onPress } = props;
  return (
    <AriaButton
      className={style.way ?? ""}
      data-main={main || undefined}
      data-busy={busy || undefined}
      onPress={() => !busy && onPress()}
    >
      <Icon size={18} aria-hidden />
      <span>
        <span className={style.way_title}>{title}</span>
        <span className={style.way_detail}>{detail}</span>
      </span>
    </AriaButton>
  );
}

export function Ways({ state, onStep }: { state: AppState; onStep: (step: Step) => void }) {
  const open = useAction(async (folder: string | null) => {
    if (folder === null) return;
    await commands.vaultOpenFolder(folder);
    await invalidate(["app"]);
  });
  const sample = useAction(async () => {
    await commands.vaultCreateSample();
    await invalidate(["app"]);
  });
  const error = open.error ?? sample.error;
  const recent = state.recent.filter(({ present }) => present);
  return (
    <div className={style.ways}>
      <Way
        main
        icon={Plus}
        title={t("ui.welcome.create")}
        detail={t("ui.welcome.create_detail")}
        onPress={() => onStep("create")}
      />
      <Way
        icon={Sparkles}
        title={t("ui.welcome.sample")}
        detail={t("ui.welcome.sample_detail")}
        busy={sample.busy}
        onPress={() => void sample.run()}
      />
      <Way
        icon={FolderOpen}
        title={t("ui.welcome.open")}
        detail={t("ui.welcome.open_detail")}
        busy={open.busy}
        onPress={() => {
          commands
            .pickFolder("vault")
            .then(open.run)
            .catch((error: unknown) => toast(sentence(error)));
        }}
      />
      <Way
        icon={ArchiveRestore}
        title={t("ui.welcome.restore")}
        detail={t("ui.welcome.restore_detail")}
        onPress={() => onStep("restore")}
      />
      {recent.length > 0 && (
        <div className={style.recent}>
          <span>{t("ui.welcome.recent")}</span>
          {recent.map(({ name, folder }) => (
            <AriaButton key={folder} className={style.recent_one ?? ""} onPress={() => void open.run(folder)}>
              {name}
            </AriaButton>
          ))}
        </div>
      )}
      {error && (
        <Notice tone="bad" live>
          {sentence(error)}
        </Notice>
      )}
    </div>
  );
}
