/** What one does with a number or an address: copies it, or marks it as reaching nobody any more without losing it. */
import { Copy, PhoneCall, PhoneOff } from "lucide-react";
import { IconButton } from "../../../components/button.tsx";
import { Menu, MenuItem, MenuRule } from "../../../components/menu.tsx";
import { toast } from "../../../components/toast.tsx";
import type { FieldInfo, Phone, Value } from "../../../ipc/bindings.ts";
import { entryText, typed } from "../../../ipc/entry-text.ts";
import { complain } from "../../../ipc/error.ts";
import { t } from "../../../lib/i18n.ts";
import type { Edit } from "./use-edit.ts";

function copy(text: string): void {
  navigator.clipboard.writeText(text).then(() => void toast(t("ui.reach.copied", { text })), complain);
}

/** What is written beside a number that is dead, whoever wrote it: what the core reads as such. */
const DEAD = "停用|停机|空号|打不通|失效|作废|dead|disconnected|out of service";
const bracketed = new RegExp(`\\s*[（(][^（）()]*(${DEAD})[^（）()]*[)）]`, "gi");
const beside = new RegExp(`[\\s/,，]*已?(${DEAD})`, "gi");

/** The number as it was written before somebody said so. */
const bare = ({ raw }: Phone) => raw.replace(bracketed, "").replace(beside, "").trim();

type ReachProps = {
  field: FieldInfo;
  value: Value | undefined;
  /** where it may be changed */ edit: Edit | null;
  name: string;
};

function Numbers({ phones, edit, name }: { phones: readonly Phone[]; edit: Edit | null; name: string }) {
  const turn = (at: number) => {
    const next = phones.map((phone, nth) => {
      if (nth !== at) return phone;
      return { ...phone, raw: phone.dead ? bare(phone) : `${phone.raw}${t("ui.reach.dead_mark")}` };
    });
    void edit?.commit(typed(entryText({ t: "phones", v: next })));
  };
  const label = t(edit ? "ui.reach.phones" : "ui.reach.emails", { name });
  return (
    <Menu label={label} trigger={<IconButton label={label} icon={PhoneCall} size={14} />}>
      {phones.map((phone) => (
        <MenuItem key={phone.raw} icon={Copy} onAction={() => copy(bare(phone))}>
          {t("ui.reach.copy", { text: bare(phone) })}
        </MenuItem>
      ))}
      {edit && (
        <>
          <MenuRule />
          {phones.map((phone, at) => (
            <MenuItem key={phone.raw} icon={phone.dead ? PhoneCall : PhoneOff} onAction={() => turn(at)}>
              {t(phone.dead ? "ui.reach.alive" : "ui.reach.dead", { text: bare(phone) })}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}

export function Reach({ field, value, edit, name }: ReachProps) {
  if (value?.t === "phones") return <Numbers phones={value.v} edit={edit} name={name} />;
  if (value?.t === "texts" && field.kind === "emails" && value.v.length > 1) {
    const label = t("ui.reach.emails", { name });
    return (
      <Menu label={label} trigger={<IconButton label={label} icon={Copy} size={14} />}>
        {value.v.map((one) => (
          <MenuItem key={one} icon={Copy} onAction={() => copy(one)}>
            {t("ui.reach.copy", { text: one })}
          </MenuItem>
        ))}
      </Menu>
    );
  }
  const [one] = value?.t === "texts" && field.kind === "emails" ? value.v : [];
  const text = one ?? (value?.t === "text" && ["url", "official_id"].includes(field.kind) ? value.v : "");
  return text === "" ? null : (
    <IconButton label={t("ui.reach.copy", { text })} icon={Copy} size={14} onPress={() => copy(text)} />
  );
}
