/**
 * Every place the rail leads to, in its order. To add one: its id in `lib/place.ts`, its word in
 * `assets/locales` as `ui.place.<id>`, and a line here. `foot` places stand at the
 * rail's foot; the others answer to Ctrl 1…9 in order.
 */
import {
  BadgeCheck,
  CalendarCheck,
  CalendarDays,
  CopyCheck,
  HardDrive,
  History,
  LibraryBig,
  type LucideIcon,
  Network,
  Settings2,
  Table2,
  Upload,
  Users,
} from "lucide-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { AppState } from "../ipc/bindings.ts";
import type { MessageKey } from "../lib/i18n.ts";
import type { PlaceId, RecordRef, Work } from "../lib/place.ts";

export type PlaceInfo = {
  id: PlaceId;
  label: MessageKey;
  icon: LucideIcon;
  screen: LazyExoticComponent<ComponentType>;
  foot?: boolean;
  /** how much waits there; said at the rail's right end, where it is not nought */
  waiting?: (state: AppState) => number;
};

export const places: readonly PlaceInfo[] = [
  {
    id: "today",
    label: "ui.place.today",
    icon: CalendarCheck,
    screen: lazy(() => import("../features/today/today.tsx").then((m) => ({ default: m.Today }))),
    waiting: (state) => state.reminders_waiting,
  },
  {
    id: "agenda",
    label: "ui.place.agenda",
    icon: CalendarDays,
    screen: lazy(() => import("../features/agenda/agenda.tsx").then((m) => ({ default: m.Agenda }))),
  },
  {
    id: "customers",
    label: "ui.place.customers",
    icon: Table2,
    screen: lazy(() => import("../features/customers/customers.tsx").then((m) => ({ default: m.Customers }))),
  },
  {
    id: "groups",
    label: "ui.place.groups",
    icon: Network,
    screen: lazy(() => import("../features/groups/groups.tsx").then((m) => ({ default: m.Groups }))),
  },
  {
    id: "people",
    label: "ui.place.people",
    icon: Users,
    screen: lazy(() => import("../features/customers/people.tsx").then((m) => ({ default: m.People }))),
  },
  {
    id: "ledgers",
    label: "ui.place.ledgers",
    icon: LibraryBig,
    screen: lazy(() => import("../features/customers/ledgers.tsx").then((m) => ({ default: m.Ledgers }))),
  },
  {
    id: "import",
    label: "ui.place.import",
    icon: Upload,
    screen: lazy(() => import("../features/importer/importer.tsx").then((m) => ({ default: m.Importer }))),
  },
  {
    id: "backup",
    label: "ui.place.backup",
    icon: HardDrive,
    screen: lazy(() => import("../features/backup/backup.tsx").then((m) => ({ default: m.Backup }))),
  },
  {
    id: "history",
    label: "ui.place.history",
    icon: History,
    screen: lazy(() => import("../features/history/history.tsx").then((m) => ({ default: m.History }))),
  },
  {
    id: "review",
    label: "ui.place.review",
    icon: BadgeCheck,
    screen: lazy(() => import("../features/quality/review.tsx").then((m) => ({ default: m.Review }))),
  },
  {
    id: "duplicates",
    label: "ui.place.duplicates",
    icon: CopyCheck,
    screen: lazy(() => import("../features/quality/duplicates.tsx").then((m) => ({ default: m.Duplicates }))),
  },
  {
    id: "settings",
    label: "ui.place.settings",
    icon: Settings2,
    screen: lazy(() =>
      import("../features/settings/settings.tsx").then((m) => ({ default: m.SettingsPlace })),
    ),
    foot: true,
  },
];

export const home: PlaceId = "customers";

/** Drawers with a head of their own, by entity. A place with a `record` shows it beside its list. */
export type RecordScreen = LazyExoticComponent<ComponentType<{ record: RecordRef; full: boolean }>>;
export const recordScreens: Readonly<Record<string, RecordScreen>> = {
  contact: lazy(() =>
    import("../features/record/drawer/contact-drawer.tsx").then((m) => ({ default: m.ContactDrawer })),
  ),
  unit: lazy(() =>
    import("../features/record/drawer/unit-drawer.tsx").then((m) => ({ default: m.UnitDrawer })),
  ),
};

/** Every other kind of record: its fields, as the catalog describes them. */
const plainScreen: RecordScreen = lazy(() =>
  import("../features/record/drawer/record-drawer.tsx").then((m) => ({ default: m.RecordDrawer })),
);

/** A record of any kind as it stood once: nothing there is edited. */
const pastScreen: RecordScreen = lazy(() =>
  import("../features/record/past/drawer.tsx").then((m) => ({ default: m.PastDrawer })),
);

export function recordScreen({ entity, asOf }: RecordRef): RecordScreen {
  if (asOf !== undefined) return pastScreen;
  return recordScreens[entity] ?? plainScreen;
}

const Merge = lazy(() => import("../features/history/merge.tsx").then((m) => ({ default: m.Merge })));
const Split = lazy(() => import("../features/history/split.tsx").then((m) => ({ default: m.Split })));
const Unmerge = lazy(() => import("../features/history/unmerge.tsx").then((m) => ({ default: m.Unmerge })));
const VisitBrief = lazy(() => import("../features/brief/brief.tsx").then((m) => ({ default: m.VisitBrief })));

/** What is done with records, over the drawer. */
export function WorkScreen({ work }: { work: Work }) {
  if (work.kind === "merge") return <Merge work={work} />;
  if (work.kind === "brief") return <VisitBrief work={work} />;
  return work.kind === "split" ? <Split work={work} /> : <Unmerge work={work} />;
}

/** As Ctrl 1…9 count them, the foot's places last. */
const inOrder = [...places.filter(({ foot }) => !foot), ...places.filter(({ foot }) => foot)];

/** Screens that lie over all places and open by their own shortcut: the palette, the quick log. */
export const overlays: readonly LazyExoticComponent<ComponentType>[] = [
  lazy(() => import("../features/record/talk/quick-log.tsx").then((m) => ({ default: m.QuickLog }))),
  lazy(() => import("../features/quick/quick.tsx").then((m) => ({ default: m.QuickEntry }))),
  lazy(() => import("../features/record/related/new-contact.tsx").then((m) => ({ default: m.NewContact }))),
  lazy(() => import("../features/record/field/wrong.tsx").then((m) => ({ default: m.WrongSheet }))),
  lazy(() => import("../features/handover/hand-over.tsx").then((m) => ({ default: m.HandOver }))),
  lazy(() => import("../features/checklists/checklist.tsx").then((m) => ({ default: m.ChecklistSheet }))),
  lazy(() => import("../features/mail/mail.tsx").then((m) => ({ default: m.MailDraftSheet }))),
  lazy(() => import("../features/mail/urge.tsx").then((m) => ({ default: m.UrgeSheet }))),
  lazy(() => import("../features/backup/leaving.tsx").then((m) => ({ default: m.Leaving }))),
  lazy(() =>
    import("../features/palette/palette.tsx").then(({ Palette }) => ({
      default: () => <Palette places={inOrder} />,
    })),
  ),
];
