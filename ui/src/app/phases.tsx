/** Which of the four the user sees: no vault yet, locked, a recovery key to write down, or the open vault. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import type { AppState } from "../ipc/bindings.ts";
import { sentence } from "../ipc/error.ts";
import { appState } from "../ipc/query.ts";
import { t } from "../lib/i18n.ts";
import { useAppearance } from "./appearance.ts";
import style from "./boundary.module.css";
import { useIdleTouch } from "./idle.ts";
import { useZoomKeys } from "./shortcuts.ts";

const Welcome = lazy(() => import("../features/welcome/welcome.tsx").then((m) => ({ default: m.Welcome })));
const Unlock = lazy(() => import("../features/unlock/unlock.tsx").then((m) => ({ default: m.Unlock })));
const Restore = lazy(() =>
  import("../features/backup/restore-flow.tsx").then((m) => ({ default: m.RestoreFlow })),
);
const Frame = lazy(() => import("./frame.tsx").then((m) => ({ default: m.Frame })));

function Phase({ state }: { state: AppState }) {
  /** the locked vault from which another one was asked for; opening that one answers the wish */
  const [asked, setAsked] = useState<string | null>(null);
  const folder = state.vault?.folder ?? null;
  const further = asked !== null && asked === folder;
  const place = state.phase === "locked" && !state.vault?.sample ? state.vault?.name : undefined;
  const restore = (onBack: () => void) => (
    <Restore into={state.default_folder} place={place} apart onBack={onBack} />
  );
  if (state.phase === "unlocked") return <Frame state={state} />;
  if (state.phase === "locked" && !further) {
    return <Unlock key={state.vault?.folder} state={state} onNew={() => setAsked(folder)} />;
  }
  if (state.phase === "locked")
    return <Welcome state={state} restore={restore} onBack={() => setAsked(null)} />;
  return <Welcome state={state} restore={restore} />;
}

export function Phases() {
  const { data, error, refetch } = useQuery(appState);
  useAppearance(data?.settings);
  useZoomKeys(data?.settings);
  useIdleTouch();
  if (error) {
    return (
      <main className={style.fault}>
        <Notice
          tone="bad"
          live
          actions={
            <Button kind="line" onPress={() => void refetch()}>
              {t("ui.retry")}
            </Button>
          }
        >
          {sentence(error)}
        </Notice>
      </main>
    );
  }
  if (!data) return null;
  return (
    <Suspense>
      <Phase state={data} />
    </Suspense>
  );
}
