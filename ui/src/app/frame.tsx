/** The open vault: the rail at the left, one place in the sheet, the line at the foot, and the keys. */
import { lazy, Suspense, useLayoutEffect } from "react";
import type { AppState } from "../ipc/bindings.ts";
import { KeysIn, KeysOff } from "../lib/keys.ts";
import { resetPlaces, usePlace } from "../lib/place.ts";
import { clearStatus } from "../lib/status.ts";
import { Behind } from "./behind.tsx";
import { Boundary } from "./boundary.tsx";
import style from "./frame.module.css";
import { home, overlays, places, recordScreen, WorkScreen } from "./places.tsx";
import { Rail } from "./rail.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { useGlobalKeys } from "./shortcuts.ts";
import { useShow } from "./show.ts";
import { StatusLine } from "./status-line.tsx";

const LostFiles = lazy(() =>
  import("../features/backup/lost-files.tsx").then((m) => ({ default: m.LostFiles })),
);
const Replaced = lazy(() => import("../features/backup/replaced.tsx").then((m) => ({ default: m.Replaced })));

function Sheet() {
  const place = usePlace();
  const info = places.find(({ id }) => id === place.at) ?? places[0];
  const { record, work } = place;
  const Record = record && recordScreen(record);
  const Screen = info?.screen;
  // What is being done with records lies over the drawer, which is back when it is over.
  const beside = work ? (
    <WorkScreen work={work} />
  ) : (
    record && Record && <Record record={record} full={Boolean(place.full)} />
  );
  const full = Boolean(place.full && beside);
  return (
    <div className={style.body}>
      {Screen && (
        // Under a record that fills the sheet the list stays as it was left: it is walked from there, and come back to.
        <div
          className={style.pane}
          inert={full}
          data-region="list"
          {...(full ? { "data-behind": true } : { "data-pane": true })}
        >
          <Boundary key={place.at}>
            <Suspense>
              <KeysOff value={full}>
                <KeysIn value="list">
                  <Screen />
                </KeysIn>
              </KeysOff>
            </Suspense>
          </Boundary>
        </div>
      )}
      {beside && (
        <aside
          className={style.drawer}
          data-pane
          data-region="drawer"
          data-full={full || undefined}
          data-wide={(work && !full) || undefined}
        >
          <Boundary key={work ? work.kind : `${record?.id} ${record?.asOf ?? ""}`}>
            <Suspense>
              <KeysIn value="drawer">{beside}</KeysIn>
            </Suspense>
          </Boundary>
        </aside>
      )}
    </div>
  );
}

export function Frame({ state }: { state: AppState }) {
  useGlobalKeys(state.settings);
  useShow();
  // Before anything is seen: whoever is quick to go somewhere must not be taken home again.
  useLayoutEffect(() => {
    resetPlaces(home);
    return () => {
      resetPlaces(home);
      clearStatus();
    };
  }, []);
  return (
    <div className={style.frame}>
      <Rail state={state} />
      <main className={style.sheet}>
        <Behind />
        <Suspense>
          <Replaced fresh />
          <LostFiles />
        </Suspense>
        <Sheet />
        <StatusLine sample={state.vault?.sample ?? false} />
      </main>
      <ShortcutSheet />
      {overlays.map((Overlay, at) => (
        // The list never changes while the program runs.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Suspense key={at}>
          <Overlay />
        </Suspense>
      ))}
    </div>
  );
}
