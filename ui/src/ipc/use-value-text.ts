/** Values as text where the field is known by its path: choices by their words. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { spelled } from "../lib/repeat.ts";
import type { Value } from "./bindings.ts";
import { catalog } from "./query.ts";
import { valueText } from "./value-text.ts";

/** `path` is `entity.field`. */
export function useValueText(): (path: string, value: Value) => string {
  const known = useQuery(catalog).data;
  return useCallback(
    (path, value) => {
      const [entity, field] = path.split(".");
      const fields = known?.entities.find(({ key }) => key === entity)?.fields;
      const info = fields?.find(({ key }) => key === field);
      const plain = valueText(value, info?.choices ?? null, known?.choices);
      return (info && spelled(info.kind, plain)) ?? plain;
    },
    [known],
  );
}
