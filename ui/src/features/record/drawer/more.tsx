/** What else can be done with a record: read before a visit, made one with another, made two, put into the bin. */
import { ClipboardList, Ellipsis, ListChecks, Merge, Split, Trash2 } from "lucide-react";
import { IconButton } from "../../../components/button.tsx";
import { Menu, MenuItem, MenuRule } from "../../../components/menu.tsx";
import type { RecordDto } from "../../../ipc/bindings.ts";
import { hidesNow } from "../../../ipc/modules.ts";
import { askChecklist } from "../../../lib/checklist.ts";
import { t } from "../../../lib/i18n.ts";
import { begin, closeRecord } from "../../../lib/place.ts";
import { remove } from "../related/line.tsx";

export function More({ record, name }: { record: RecordDto; name: string }) {
  const { entity, id } = record;
  const label = t("ui.record.more");
  return (
    <Menu label={label} trigger={<IconButton label={label} icon={Ellipsis} />}>
      {entity === "unit" ? (
        <MenuItem icon={ClipboardList} combo="mod+b" onAction={() => begin({ kind: "brief", id })}>
          {t("ui.brief.menu")}
        </MenuItem>
      ) : null}
      {entity === "unit" && !hidesNow("checklist") ? (
        <MenuItem icon={ListChecks} onAction={() => askChecklist(id)}>
          {t("ui.checklist.menu")}
        </MenuItem>
      ) : null}
      <MenuItem icon={Merge} onAction={() => begin({ kind: "merge", entity, id })}>
        {t("ui.merge.menu", { entity })}
      </MenuItem>
      {entity === "unit" ? (
        <MenuItem icon={Split} onAction={() => begin({ kind: "split", id })}>
          {t("ui.split.menu")}
        </MenuItem>
      ) : null}
      <MenuRule />
      <MenuItem icon={Trash2} danger onAction={() => remove(record, name, closeRecord)}>
        {t("ui.record.delete")}
      </MenuItem>
    </Menu>
  );
}
