/** A notification or the tray asked for a record: go there. */
import { useEffect } from "react";
import { commands, events, type ShowEvent } from "../ipc/bindings.ts";
import { go, openRecord, openReminded } from "../lib/place.ts";

/** A task is shown by its customer, beside the day's list; one without a customer by itself. */
async function showTask(id: string): Promise<void> {
  go({ at: "today" });
  const task = await commands.recordGet("task", id);
  const { unit } = task.values;
  openRecord(unit?.t === "ref" ? { entity: "unit", id: unit.v.id } : { entity: "task", id });
}

function show(reminded: ShowEvent): void {
  // Gone meanwhile: the day's list, already open, is the answer.
  if (reminded.entity === "task") showTask(reminded.id).catch(() => undefined);
  // Several at once, or the day: all of them stand in its list.
  else if (reminded.entity === "") go({ at: "today" });
  else openReminded(reminded);
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
