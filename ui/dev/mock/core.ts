/** Stands in for `@tauri-apps/api/core` in mode `mock`: every command, answered from invented data. */
import type { WireError } from "../../src/ipc/bindings.ts";
import { agendaCalls } from "./agenda.ts";
import { appCalls } from "./app.ts";
import { attachmentCalls, fileOf } from "./attachments.ts";
import { auditCalls } from "./audit.ts";
import { backupCalls } from "./backup.ts";
import { briefCalls } from "./brief.ts";
import { calendarCalls } from "./calendar.ts";
import { checklistCalls } from "./checklists.ts";
import { cycleCalls } from "./cycle.ts";
import { decisionCalls } from "./decisions.ts";
import { duplicateCalls } from "./duplicates.ts";
import { entryCalls } from "./entry.ts";
import { exchangeCalls } from "./exchange.ts";
import { fieldCalls } from "./fields.ts";
import { gradingCalls } from "./grading.ts";
import { handOverCalls } from "./handover.ts";
import { historyCalls } from "./history.ts";
import { lessonCalls } from "./lessons.ts";
import { listCalls } from "./lists.ts";
import { mailCalls } from "./mail.ts";
import { moduleCalls } from "./modules.ts";
import { moneyCalls } from "./money.ts";
import { occasionCalls } from "./occasions.ts";
import { qualityCalls } from "./quality.ts";
import { quickCalls } from "./quick.ts";
import { recordCalls } from "./records.ts";
import { savedViewCalls } from "./saved-views.ts";
import { secondCalls } from "./second.ts";
import { tagCalls } from "./tags.ts";
import { taskCalls } from "./tasks.ts";
import { treeCalls } from "./tree.ts";
import { urgeCalls } from "./urge.ts";
import { viewCalls } from "./views.ts";
import { voiceCalls } from "./voices.ts";
import { whitespaceCalls } from "./whitespace.ts";

const calls: Record<string, (args: never) => unknown> = {
  ...appCalls,
  ...agendaCalls,
  ...recordCalls,
  ...treeCalls,
  ...voiceCalls,
  ...decisionCalls,
  ...whitespaceCalls,
  ...tagCalls,
  ...viewCalls,
  ...savedViewCalls,
  ...taskCalls,
  ...occasionCalls,
  ...exchangeCalls,
  ...entryCalls,
  ...backupCalls,
  ...listCalls,
  ...historyCalls,
  ...attachmentCalls,
  ...fieldCalls,
  ...moduleCalls,
  ...moneyCalls,
  ...qualityCalls,
  ...secondCalls,
  ...cycleCalls,
  ...auditCalls,
  ...duplicateCalls,
  ...handOverCalls,
  ...gradingCalls,
  ...quickCalls,
  ...calendarCalls,
  ...briefCalls,
  ...checklistCalls,
  ...mailCalls,
  ...urgeCalls,
  ...lessonCalls,
};

export const convertFileSrc = fileOf;

export async function invoke<T>(command: string, args: unknown = {}): Promise<T> {
  const call = calls[command] as ((args: unknown) => unknown) | undefined;
  if (!call) {
    const missing: WireError = {
      kind: "internal",
      key: "ui.error.internal",
      field: null,
      values: { command },
    };
    throw missing;
  }
  await Promise.resolve();
  return structuredClone(await call(args)) as T;
}
