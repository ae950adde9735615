/** Starts the window: styles in their order, the ears for events, the words of its language, then the tree. */
import "./lib/tokens.css";
import "./lib/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { followJobs } from "./ipc/job.ts";
import { appState, connectEvents, queryClient } from "./ipc/query.ts";
import { languageOf } from "./ipc/settings.ts";
import { fetchLanguage, setLanguage, systemLanguage } from "./lib/i18n.ts";

/** The user's language, or the system's where the settings cannot be had: the window then says why. */
const firstLanguage = () =>
  queryClient.fetchQuery(appState).then(({ settings }) => languageOf(settings), systemLanguage);

async function start(): Promise<void> {
  connectEvents();
  followJobs();
  const language = await firstLanguage();
  await fetchLanguage(language);
  setLanguage(language);
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
