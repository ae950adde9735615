/** Which of the four the user sees: no vault yet, locked, a recovery key to write down, or the open vault. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import type { AppState } from "../ipc/bindings.ts";
import { sentence } from "../ipc/error.ts";
import { appState } from "../ipc/query.ts";
import { t } from "../lib/i18n.ts";
import { useAppearance } from "./appearance.ts";
import style from "./boundary.module.css";

const Frame = lazy(() => import("./frame.tsx").then((m) => ({ default: m.Frame })));

function screen(state: AppState) {
  switch (state.phase) {
    case "none":
    case "confirm_recovery":
    case "locked":
      return null;
    case "unlocked":
      return <Frame state={state} />;
  }
}

export function Phases() {
  const { data, error, refetch } = useQuery(appState);
  useAppearance(data?.settings);
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
  return data ? <Suspense>{screen(data)}</Suspense> : null;
}
