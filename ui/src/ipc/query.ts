/**
 * Reading from the core, and keeping it fresh.
 *
 * A read names the entities it shows (`of`); the one listener on `changed` refetches exactly those.
 * Truth is on this computer, so nothing goes stale by itself and nothing is retried; the backup drive,
 * which comes and goes, is looked at again while it is shown. A locked vault empties the cache: no
 * record stays in the window's memory.
 */
import { QueryClient, queryOptions } from "@tanstack/react-query";
import { forgetCopied } from "../lib/copied.ts";
import { settleTyping } from "../lib/typing.ts";
import { type BackupState, commands, events, type JobEvent, type WireError } from "./bindings.ts";
import { nameOwn } from "./words.ts";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: WireError;
    queryMeta: { of: readonly string[] };
  }
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always",
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    mutations: { networkMode: "always", retry: false },
  },
});

/** A read: `read("unitSheet", [id], ["unit", "contact"], () => commands.unitSheet(id))`. */
export function read<T>(
  name: string,
  args: readonly unknown[],
  of: readonly string[],
  call: () => Promise<T>,
) {
  return queryOptions({ queryKey: [name, ...args], queryFn: call, meta: { of } });
}

/** Refetches what shows any of `entities`; `*` is everything. */
export function invalidate(entities: readonly string[]): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: (query) => (query.meta?.of ?? []).some((one) => one === "*" || entities.includes(one)),
  });
}

export const appState = read("appState", [], ["app"], commands.appState);
export const catalog = read(
  "catalog",
  [],
  ["catalog", "choice", "field_def", "field_limit", "hidden_module"],
  async () => {
    const found = await commands.catalog();
    nameOwn(found);
    return found;
  },
);
export const historyState = read("historyState", [], ["*"], commands.historyState);
export const backupState = read("backupState", [], ["backup"], commands.backupState);
/** Whether another vault stands in the place of the one before. */
export const replacedNote = read("vaultReplaced", [], ["app", "backup"], commands.vaultReplaced);
/** A drive that is away is missed by whoever waits for it; what lies behind a network is not asked more often for that. */
const isMissed = ({ targets }: BackupState): boolean =>
  targets.some(({ connected, cloud, paused }) => !connected && !cloud && !paused);
/** How long the drives are not looked at: shorter while one is to come back. */
export const lookAgainIn = (state: BackupState | undefined): number =>
  state && isMissed(state) ? 5_000 : 30_000;
/** A drive is plugged in, and a backup falls due, without anything having changed in the vault. */
export const watchedBackup = {
  ...backupState,
  refetchOnMount: "always",
  refetchOnWindowFocus: "always",
  refetchInterval: ({ state }: { state: { data: BackupState | undefined } }) => lookAgainIn(state.data),
} as const;

/** What shows otherwise once work has ended. */
function shownBy(job: JobEvent["job"]): readonly string[] {
  if (job === "import") return ["unit", "contact", "post", "cooperation"];
  return job === "warm" ? ["search"] : ["backup", "app"];
}

/** Listens for as long as the window lives. Returns the way to stop, for tests. */
export function connectEvents(): () => void {
  const stops = [
    events.on("changed", ({ entities }) => void invalidate(entities)),
    events.on("reminders", () => void invalidate(["task", "app"])),
    events.on("job", ({ job, finished }) => {
      if (finished) void invalidate(shownBy(job));
    }),
    events.on("leaving", ({ number }) => {
      settleTyping()
        .then(() => commands.pageSettled(number))
        .catch(() => undefined);
    }),
    events.on("phase", ({ phase }) => {
      if (phase !== "unlocked") forgetRecords();
      void invalidate(["app"]);
    }),
  ];
  return () => {
    for (const stop of stops) void stop.then((off) => off());
  };
}

/** Drops all that was read from a vault. */
export function forgetRecords(): void {
  nameOwn(null);
  forgetCopied();
  queryClient.removeQueries({ predicate: (query) => !(query.meta?.of ?? []).includes("app") });
}
