/** Storage behind a network: what it speaks, its address and what opens it, each with what is wrong with it. */
import { Field } from "../../components/field.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { Segments } from "../../components/toggle.tsx";
import type { Speaks, WireError } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import style from "./restore.module.css";

export type CloudDraft = {
  as: Speaks["as"];
  address: string;
  bucket: string;
  region: string;
  user: string;
  password: string;
};

export const noCloud: CloudDraft = {
  as: "webdav",
  address: "",
  bucket: "",
  region: "",
  user: "",
  password: "",
};

export function isFilled({ as, address, bucket, user, password }: CloudDraft): boolean {
  const named = as === "webdav" || bucket.trim() !== "";
  return named && address.trim() !== "" && user.trim() !== "" && password !== "";
}

/** As it is asked for: what the storage speaks, and in which words. */
export function speaks({ as, bucket, region }: CloudDraft): Speaks {
  return as === "s3" ? { as, bucket, region } : { as };
}

const about: Record<string, keyof CloudDraft> = {
  "error.cloud_refused": "password",
  "error.cloud_key_refused": "password",
  "error.cloud_no_bucket": "bucket",
  "error.cloud_region": "region",
};
const fields: readonly string[] = ["user", "password", "bucket", "region"] satisfies (keyof CloudDraft)[];

/** Which field an error is about; of the storage's own answers, the one most likely to be at fault. */
export function fieldOf(error: WireError | null): keyof CloudDraft | null {
  if (!error?.key.startsWith("error.cloud_")) return null;
  const named = fields.find((field) => field === error.field) as keyof CloudDraft | undefined;
  return named ?? about[error.key] ?? "address";
}

type Props = { draft: CloudDraft; error: WireError | null; onChange: (draft: CloudDraft) => void };

export function CloudFields({ draft, error, onChange }: Props) {
  const at = fieldOf(error);
  const said = (field: keyof CloudDraft) => (error && at === field ? sentence(error) : null);
  const inBucket = draft.as === "s3";
  const text = (field: "address" | "bucket" | "region" | "user") => ({
    value: draft[field],
    onChange: (value: string) => onChange({ ...draft, [field]: value }),
    error: said(field),
    maxLength: 1024,
    autoComplete: "off",
    spellCheck: "false" as const,
  });
  return (
    <>
      <Segments
        label={t("ui.cloud.speaks")}
        value={draft.as}
        onChange={(as) => onChange({ ...draft, as })}
        options={[
          { id: "webdav", label: "WebDAV" },
          { id: "s3", label: t("ui.cloud.s3") },
        ]}
      />
      <Field
        label={t("ui.cloud.address")}
        placeholder="https://"
        hint={t(inBucket ? "ui.cloud.endpoint_hint" : "ui.cloud.address_hint")}
        {...text("address")}
      />
      {inBucket && (
        <div className={style.halves}>
          <Field label={t("ui.cloud.bucket")} {...text("bucket")} />
          <Field label={t("ui.cloud.region")} hint={t("ui.cloud.region_hint")} {...text("region")} />
        </div>
      )}
      <div className={style.halves}>
        <Field label={t(inBucket ? "ui.cloud.access_key" : "ui.cloud.user")} {...text("user")} />
        <SecretField
          label={t(inBucket ? "ui.cloud.secret_key" : "ui.cloud.password")}
          value={draft.password}
          onChange={(password) => onChange({ ...draft, password })}
          hint={t(inBucket ? "ui.cloud.secret_key_hint" : "ui.cloud.password_hint")}
          error={said("password")}
          autoComplete="off"
        />
      </div>
    </>
  );
}
