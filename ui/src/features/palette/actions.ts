/** What the palette can do besides going somewhere: its own actions, and every key that answers right now. */
import {
  ArrowRightLeft,
  CalendarPlus,
  ClipboardList,
  ClipboardPaste,
  Download,
  FileCheck,
  Grid3x3,
  HardDrive,
  History,
  Keyboard,
  Languages,
  ListChecks,
  type LucideIcon,
  Mail,
  Merge,
  MessageSquarePlus,
  Plus,
  Split,
  SunMoon,
  Upload,
  Zap,
} from "lucide-react";
import { type AppState, commands, type Settings } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { isWrittenAbout } from "../../ipc/mail.ts";
import { hidesNow } from "../../ipc/modules.ts";
import { appState, queryClient } from "../../ipc/query.ts";
import { changeSettings } from "../../ipc/settings.ts";
import { ask } from "../../lib/ask.ts";
import { askChecklist } from "../../lib/checklist.ts";
import { askHandOver } from "../../lib/hand-over.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { type Combo, liveShortcuts } from "../../lib/keys.ts";
import { askMail } from "../../lib/mail.ts";
import { begin, currentPlace, go, type PlaceId } from "../../lib/place.ts";
import { say } from "../../lib/status.ts";

export type PaletteAction = {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly combo?: Combo;
  readonly run: () => void;
};

function change(part: (now: Settings) => Partial<Settings>): void {
  const now = queryClient.getQueryData<AppState>(appState.queryKey)?.settings;
  if (now) changeSettings({ ...now, ...part(now) }).catch(complain);
}

function backUp(): void {
  commands.backupNow().then(() => say({ text: t("ui.palette.backed_up") }), complain);
}

/** What can be done with the record that is open. */
function ofRecord(): PaletteAction[] {
  const { record, work } = currentPlace();
  const { entity, id, asOf } = record ?? { entity: "", id: "" };
  if (work || asOf !== undefined) return [];
  const mail: PaletteAction[] = isWrittenAbout(entity)
    ? [{ id: "mail", label: t("ui.mail.write"), icon: Mail, run: () => askMail(entity, id) }]
    : [];
  if (entity !== "unit" && entity !== "contact") return mail;
  const merge: PaletteAction = {
    id: "merge",
    label: t("ui.merge.menu", { entity }),
    icon: Merge,
    run: () => begin({ kind: "merge", entity, id }),
  };
  const split: PaletteAction = {
    id: "split",
    label: t("ui.split.menu"),
    icon: Split,
    run: () => begin({ kind: "split", id }),
  };
  const list: PaletteAction = {
    id: "checklist",
    label: t("ui.checklist.menu"),
    icon: ListChecks,
    run: () => askChecklist(id),
  };
  if (entity !== "unit") return [...mail, merge];
  const sell: PaletteAction = {
    id: "whitespace",
    label: t("ui.white.title"),
    icon: Grid3x3,
    run: () => go({ at: "groups", part: id }),
  };
  const brief: PaletteAction = {
    id: "brief",
    label: t("ui.brief.title"),
    icon: ClipboardList,
    combo: "mod+b",
    run: () => begin({ kind: "brief", id }),
  };
  const shown = [...(hidesNow("product") ? [] : [sell]), ...(hidesNow("checklist") ? [] : [list])];
  return [brief, ...mail, ...shown, merge, split];
}

/** Places that show a table, which can be shown as it stood. */
const tables: readonly PlaceId[] = ["customers", "groups", "people", "ledgers"];

function asOf(): void {
  if (!tables.includes(currentPlace().at)) go({ at: "customers" });
  ask("as_of");
}

/** Names those that are not as they should be; nothing is mended by it. */
function checkFiles(): void {
  commands.attachmentsCheck().then((wrong) => {
    const names = wrong.map(({ name }) => name).join(t("ui.list_comma"));
    const blanks = { count: wrong.length, names };
    say({ text: wrong.length === 0 ? t("ui.palette.files_whole") : t("ui.palette.files_wrong", blanks) });
  }, complain);
}

const dark = () => document.documentElement.dataset.theme === "dark";

/** Of the record that is open, or of one of us with all they look after. */
function handOver(): void {
  const record = currentPlace().record;
  if (record?.entity === "unit") askHandOver({ kind: "units", ids: [record.id] });
  else if (record?.entity === "contact") askHandOver({ kind: "contact", id: record.id });
  else askHandOver({ kind: "person" });
}

function own(): PaletteAction[] {
  return [
    {
      id: "new_customer",
      label: t("ui.palette.new_customer"),
      icon: Plus,
      combo: "mod+n",
      run: () => {
        go({ at: "customers" });
        ask("new_customer");
      },
    },
    {
      id: "new_contact",
      label: t("ui.palette.new_contact"),
      icon: ClipboardPaste,
      run: () => ask("new_contact"),
    },
    ...ofRecord(),
    { id: "as_of", label: t("ui.as_of.menu"), icon: History, run: asOf },
    ...(hidesNow("attachment")
      ? []
      : [{ id: "check_files", label: t("ui.palette.check_files"), icon: FileCheck, run: checkFiles }]),
    {
      id: "log",
      label: t("ui.palette.log"),
      icon: MessageSquarePlus,
      combo: "mod+shift+n",
      run: () => ask("log"),
    },
    {
      id: "quick",
      label: t("ui.quick.label"),
      icon: Zap,
      combo: "mod+shift+space",
      run: () => ask("quick"),
    },
    {
      id: "new_task",
      label: t("ui.palette.new_task"),
      icon: CalendarPlus,
      run: () => {
        go({ at: "today" });
        ask("new_task");
      },
    },
    { id: "hand_over", label: t("ui.palette.hand_over"), icon: ArrowRightLeft, run: handOver },
    {
      id: "hand_over_person",
      label: t("ui.palette.hand_over_person"),
      icon: ArrowRightLeft,
      run: () => askHandOver({ kind: "person" }),
    },
    { id: "import", label: t("ui.palette.import"), icon: Upload, run: () => go({ at: "import" }) },
    {
      id: "export",
      label: t("ui.palette.export"),
      icon: Download,
      run: () => go({ at: "settings", part: "leaving" }),
    },
    { id: "backup", label: t("ui.palette.backup"), icon: HardDrive, run: backUp },
    {
      id: "theme",
      label: t(dark() ? "ui.palette.light" : "ui.palette.dark"),
      icon: SunMoon,
      run: () => change(() => ({ theme: dark() ? "light" : "dark" })),
    },
    {
      id: "language",
      label: t("ui.palette.language"),
      icon: Languages,
      run: () => change(() => ({ locale: currentLanguage() === "zh" ? "en" : "zh" })),
    },
  ];
}

/** Keys with Ctrl, Alt or F…: single letters belong to the screen that has the focus. */
const worth = (combo: Combo) => /^(mod|alt)\+|^f\d/.test(combo) && combo !== "mod+k" && combo !== "mod+enter";

export function actionsNow(): PaletteAction[] {
  const mine = own();
  const combos = new Set(mine.map(({ combo }) => combo));
  const live = liveShortcuts().filter(
    ({ combo }, at, all) =>
      worth(combo) && !combos.has(combo) && all.findIndex((one) => one.combo === combo) === at,
  );
  return [
    ...mine,
    ...live.map(({ combo, label, run }) => ({
      id: `key:${combo}`,
      label: t(label),
      icon: Keyboard,
      combo,
      run,
    })),
  ];
}
