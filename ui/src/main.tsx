/** Starts the window: styles in their order, the ears for events, then the tree. */
import "./lib/tokens.css";
import "./lib/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { followJobs } from "./ipc/job.ts";
import { connectEvents } from "./ipc/query.ts";

connectEvents();
followJobs();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
