/** Storage behind a network: its address and what opens it, each with what is wrong with it. */
import { Field } from "../../components/field.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import type { WireError } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import style from "./restore.module.css";

export type CloudDraft = { address: string; user: string; password: string };

export const noCloud: CloudDraft = { address: "", user: "", password: "" };

export function isFilled({ address, user, password }: CloudDraft): boolean {
  return address.trim() !== "" && user.trim() !== "" && password !== "";
}

/** Which field an error is about; of the storage's own answers, the one most likely to be at fault. */
export function fieldOf(error: WireError | null): keyof CloudDraft | null {
  if (!error?.key.startsWith("error.cloud_")) return null;
  if (error.field === "user" || error.field === "password") return error.field;
  return error.key === "error.cloud_refused" ? "password" : "address";
}

type Props = { draft: CloudDraft; error: WireError | null; onChange: (draft: CloudDraft) => void };

export function CloudFields({ draft, error, onChange }: Props) {
  const at = fieldOf(error);
  const said = (field: keyof CloudDraft) => (error && at === field ? sentence(error) : null);
  return (
    <>
      <Field
        label={t("ui.cloud.address")}
        value={draft.address}
        onChange={(address) => onChange({ ...draft, address })}
        placeholder="https://"
        hint={t("ui.cloud.address_hint")}
        error={said("address")}
        maxLength={1024}
        autoComplete="off"
        spellCheck="false"
      />
      <div className={style.halves}>
        <Field
          label={t("ui.cloud.user")}
          value={draft.user}
          onChange={(user) => onChange({ ...draft, user })}
          error={said("user")}
          autoComplete="off"
          spellCheck="false"
        />
        <SecretField
          label={t("ui.cloud.password")}
          value={draft.password}
          onChange={(password) => onChange({ ...draft, password })}
          hint={t("ui.cloud.password_hint")}
          error={said("password")}
          autoComplete="off"
        />
      </div>
    </>
  );
}
