/** What is seen in a credit code, an amount or an account while it is typed into a cell; it stores as ever. */
import { useCallback } from "react";
import { Seen } from "../../components/seen.tsx";
import { hasParts, useSeen } from "../../ipc/entry.ts";
import { scaleOf } from "./cells.ts";
import { fieldsOf, powerOf } from "./columns.ts";
import type { Table } from "./use-table.ts";

export function useWatch({ catalog, entity, ground }: Table) {
  return useCallback(
    (key: string, text: string) => {
      const field = fieldsOf(catalog, entity).find((one) => one.key === key);
      if (!field || !hasParts(entity, field)) return null;
      const typed = { entity, field: key, text, power: powerOf(field.kind, scaleOf(ground, key)) };
      return <Seen useSeen={useSeen} typed={typed} waits={false} />;
    },
    [catalog, entity, ground],
  );
}
