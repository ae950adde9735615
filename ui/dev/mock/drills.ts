/** Restore drills that were, invented. */
import type { Certificate, DrillEntry, WireError } from "../../src/ipc/bindings.ts";

const day = 86_400_000;

const reasons: Record<string, WireError> = {
  differs: { kind: "damaged", key: "error.drill_differs", field: null, values: { table: "contact" } },
};

export function drill(n: number, at: number, change: Partial<Certificate> = {}, genuine = true): DrillEntry {
  const certificate: Certificate = {
    backup: "4f1c".repeat(16),
    backup_made_at: at - 2 * 3_600_000,
    by_contents: true,
    by_itself: true,
    compared: "contents",
    contents: "9a0e".repeat(16),
    drilled_at: at,
    files: 214,
    form: 1,
    opened: 188,
    passed: true,
    place: "t1",
    place_name: "蓝色 U 盘",
    program: "Steward 0.1.0",
    reason: null,
    records: 9_870,
    rows: 12_431,
    tables: 66,
    took_ms: 38_000,
    vault: "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    vault_name: "华东客户",
    ...change,
  };
  const text = JSON.stringify(certificate);
  return {
    n,
    drilled_at: at,
    passed: certificate.passed,
    certificate,
    text,
    seal: "c0de".repeat(16),
    genuine,
  };
}

export function freshDrills(): DrillEntry[] {
  const failed = { passed: false, reason: reasons.differs ?? null, records: 0, rows: 0, tables: 0, files: 0 };
  const at = (months: number) => Date.now() - months * 30 * day - day;
  return [drill(4, at(0)), drill(3, at(1)), drill(2, at(2), failed), drill(1, at(3))];
}
