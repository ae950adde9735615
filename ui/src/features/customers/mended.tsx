/** What of the table is not as the user left it: a field became another kind, is retired or is no more. */
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import type { Asking, Going, Mended as One } from "../../ipc/bindings.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import type { Table } from "./use-table.ts";

const asked: Record<Exclude<Asking, "column">, MessageKey> = {
  sort: "ui.mended.sort",
  group: "ui.mended.group",
  filter: "ui.mended.filter",
};
const became: Record<Going, MessageKey> = {
  followed: "ui.mended.followed",
  unfit: "ui.mended.unfit",
  retired: "ui.mended.retired",
  gone: "ui.mended.gone",
};

const columns: Record<Going, MessageKey> = {
  followed: "ui.mended.column_followed",
  unfit: "ui.mended.column_gone",
  retired: "ui.mended.column_retired",
  gone: "ui.mended.column_gone",
};

function line({ asking, became: way, label }: One): string {
  const field = label || t("ui.mended.nameless");
  return asking === "column"
    ? t(columns[way], { field })
    : t(became[way], { asking: t(asked[asking]), field });
}

export function Mended({ table }: { table: Table }) {
  const { mended, settle } = table;
  if (mended.length === 0) return null;
  const lost = mended.some((one) => one.became !== "followed");
  return (
    <Notice
      tone={lost ? "warn" : "plain"}
      live
      title={t("ui.mended.title")}
      actions={<Button onPress={settle}>{t("ui.mended.settle")}</Button>}
    >
      <ul>
        {mended.map((one) => (
          <li key={`${one.asking} ${one.label} ${one.became}`}>{line(one)}</li>
        ))}
      </ul>
    </Notice>
  );
}
