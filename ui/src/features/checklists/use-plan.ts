/** What starting a checklist would make; while another day is asked about, what the day before came to. */
import { useQuery } from "@tanstack/react-query";
import { type ChecklistOrder, commands } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";

/** No list is none that is asked about. */
export function usePlan(order: ChecklistOrder) {
  return useQuery({
    ...read("checklistPlan", [order], ["*"], () => commands.checklistPlan(order)),
    enabled: order.checklist !== "",
    placeholderData: (before, query) => {
      const was = query?.queryKey[1] as ChecklistOrder | undefined;
      return was?.checklist === order.checklist ? before : undefined;
    },
  });
}
