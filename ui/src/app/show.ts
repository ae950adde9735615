/** A notification or the tray asked for a record: go there; the vault's own reminders lead to the backups. */
import { useEffect } from "react";
import { commands, events } from "../ipc/bindings.ts";
import { go, openRecord, type RecordRef } from "../lib/place.ts";

/** A task is shown by its customer, beside the day's list; one without a customer by itself. */
async function showTask(id: string): Promise<void> {
  go({ at: "today" });
  const task = await commands.recordGet("task", id);
  const { unit } = task.values;
  openRecord(unit?.t === "ref" ? { entity: "unit", id: unit.v.id } : { entity: "task", id });
}

function show(record: RecordRef): void {
  if (record.entity === "vault") go({ at: "backup" });
  // Gone meanwhile: the day's list, already open, is the answer.
  else if (record.entity === "task") showTask(record.id).catch(() => undefined);
  else if (record.entity !== "") openRecord(record);
}

export function useShow(): void {
  useEffect(() => {
    const asked = () => commands.reminderAsked().catch(() => null);
    const stop = events.on("show", (record) => {
      show(record);
      void asked();
    });
    // Pressed while the vault was locked, when there was no screen to hear it.
    void asked().then((record) => record && show(record));
    return () => void stop.then((off) => off());
  }, []);
}
