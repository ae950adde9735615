/** What the palette offers for a text: records the core finds, places, actions; for no text, what was seen last. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
  Bookmark,
  Building2,
  Clock,
  FileText,
  Handshake,
  type LucideIcon,
  MessageSquare,
  Paperclip,
  SquareCheck,
  User,
} from "lucide-react";
import { commands, type Hit, type NamedView } from "../../ipc/bindings.ts";
import { hidesNow } from "../../ipc/modules.ts";
import { read } from "../../ipc/query.ts";
import { savedViews, viewsInSight } from "../../ipc/saved-views.ts";
import { entityLabel } from "../../ipc/words.ts";
import { instant } from "../../lib/format.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import { rankOf } from "../../lib/initials.ts";
import type { Combo } from "../../lib/keys.ts";
import { currentPlace, go, type PlaceId, type RecordRef } from "../../lib/place.ts";
import { actionsNow } from "./actions.ts";
import { type Recent, useRecents } from "./recents.ts";

export type PlaceChoice = { id: PlaceId; label: MessageKey; icon: LucideIcon };
export type Option = {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon: LucideIcon;
  readonly combo?: Combo;
  readonly run: (full: boolean) => void;
};
export type OptionGroup = {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
};

const FOUND = 40;
/** How soon is asked again what search, still being filled, could not know. */
const AGAIN_MS = 1_500;
const icons: Record<string, LucideIcon> = {
  unit: Building2,
  contact: User,
  activity: MessageSquare,
  cooperation: Handshake,
  task: SquareCheck,
  attachment: Paperclip,
};
const entities = ["unit", "contact", "activity", "cooperation", "task", "attachment"] as const;
/** Shown by the customer they belong to; anything else opens by itself. */
const ofCustomer: readonly string[] = ["cooperation", "task", "attachment"];
/** Places that keep no list a record could stand beside. */
const bare: readonly PlaceId[] = ["settings", "import", "backup"];

function show(record: RecordRef, full: boolean): void {
  const { at } = currentPlace();
  go({ at: bare.includes(at) ? "customers" : at, record, full });
}

function hitOption(hit: Hit): Option {
  const own: RecordRef = { entity: hit.entity, id: hit.id };
  const target = ofCustomer.includes(hit.entity) && hit.unit ? { entity: "unit", id: hit.unit.id } : own;
  const day = hit.entity === "activity" && hit.at !== null ? instant(hit.at).slice(0, 10) : "";
  const about = hit.entity === "unit" ? "" : (hit.unit?.label ?? "");
  return {
    id: `${hit.entity}:${hit.id}`,
    label: hit.title || hit.detail,
    detail: [hit.title ? hit.detail : "", about, day]
      .filter((part, at, all) => part && all.indexOf(part) === at)
      .join(" · "),
    icon: icons[hit.entity] ?? FileText,
    run: (full) => show(target, full),
  };
}

/**
 * Records of hidden modules are found like the others and say that they are hidden: whoever searches for what
 * they once typed and finds nothing takes it for lost.
 */
function groupLabel(entity: string, label: string): string {
  return hidesNow(entity) ? t("ui.modules.in_use", { label, mark: t("ui.modules.mark") }) : label;
}

function hitGroups(hits: readonly Hit[]): OptionGroup[] {
  const known = entities.flatMap((entity) => {
    const options = hits.filter((hit) => hit.entity === entity).map(hitOption);
    const label = groupLabel(entity, t(`ui.palette.found_${entity}`));
    return options.length > 0 ? [{ id: entity, label, options }] : [];
  });
  // The other kinds in the order in which the best of each was found.
  const seldom = hits
    .map(({ entity }) => entity)
    .filter((one) => !(entities as readonly string[]).includes(one));
  const others = [...new Set(seldom)].map((entity) => ({
    id: entity,
    label: groupLabel(entity, entityLabel(entity)),
    options: hits.filter((hit) => hit.entity === entity).map(hitOption),
  }));
  return [...known, ...others];
}

function ranked(options: readonly Option[], text: string): Option[] {
  return options
    .map((option) => ({ option, rank: text === "" ? 1 : rankOf(option.label, text) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ option }) => option);
}

function recentGroup(recents: readonly Recent[]): OptionGroup {
  return {
    id: "recent",
    label: t("ui.palette.recent"),
    options: recents.map(({ ref, title }) => ({
      id: `recent:${ref.id}`,
      label: title,
      icon: Clock,
      run: (full) => show(ref, full),
    })),
  };
}

/** Where the tables of customers and contacts stand; that of any other kind is a ledger. */
const tables: Record<string, PlaceId> = { unit: "customers", contact: "people" };

function viewOption({ id, entity, name }: NamedView): Option {
  const at = tables[entity];
  return {
    id: `view:${id}`,
    label: name,
    detail: entityLabel(entity),
    icon: Bookmark,
    run: () => go(at ? { at, view: id } : { at: "ledgers", part: entity, view: id }),
  };
}

type Mode = "all" | "actions" | "people" | "groups";

/** `>` asks for actions only, `@` for people only, `#` for groups only. */
export function modeOf(typed: string): { mode: Mode; text: string } {
  const rest = typed.slice(1).trim();
  if (typed.startsWith(">") || typed.startsWith("》") || typed.startsWith("＞"))
    return { mode: "actions", text: rest };
  if (typed.startsWith("@") || typed.startsWith("＠")) return { mode: "people", text: rest };
  if (typed.startsWith("#") || typed.startsWith("＃")) return { mode: "groups", text: rest };
  return { mode: "all", text: typed.trim() };
}

/** What is offered, once it is known, and whether search is still being filled: more may be found then. */
export type Offered = { readonly groups: readonly OptionGroup[] | null; readonly filling: boolean };

export function useGroups(typed: string, places: readonly PlaceChoice[]): Offered {
  const { mode, text } = modeOf(typed);
  const among = mode === "people" || mode === "groups" ? mode : "all";
  const recents = useRecents();
  const { data: views } = useQuery(savedViews);
  const { data } = useQuery({
    ...read("search", [among, text], ["*", "search"], () => commands.search(text, among, FOUND)),
    enabled: mode !== "actions" && text !== "",
    placeholderData: keepPreviousData,
    // What a half-filled index lacks is there a moment later.
    staleTime: ({ state }) => (state.data?.complete === false ? 0 : Number.POSITIVE_INFINITY),
    refetchInterval: ({ state }) => (state.data?.complete === false ? AGAIN_MS : false),
  });
  const found = text === "" ? [] : data?.hits;
  const filling = text !== "" && data?.complete === false;
  if (among !== "all") return { groups: found ? hitGroups(found) : null, filling };
  const goTo = places.map(({ id, label, icon }, at): Option => {
    const option: Option = { id: `place:${id}`, label: t(label), icon, run: () => go({ at: id }) };
    if (id === "settings") return { ...option, combo: "mod+," };
    return at < 9 ? { ...option, combo: `mod+${at + 1}` } : option;
  });
  // Without a text they would push what can be done out of sight.
  const named = text === "" ? [] : ranked(viewsInSight(views ?? []).map(viewOption), text);
  const actions = ranked(actionsNow(), text);
  const acts: OptionGroup = { id: "actions", label: t("ui.palette.actions"), options: actions };
  if (mode === "actions")
    return { groups: [acts].filter(({ options }) => options.length > 0), filling: false };
  const groups = [
    ...(text === "" ? [recentGroup(recents)] : hitGroups(found ?? [])),
    { id: "views", label: t("ui.palette.views"), options: named },
    { id: "places", label: t("ui.palette.places"), options: ranked(goTo, text) },
    acts,
  ].filter(({ options }) => options.length > 0);
  return { groups: groups.length === 0 && !found ? null : groups, filling };
}
