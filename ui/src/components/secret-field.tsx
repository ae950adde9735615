/** A passphrase one types: hidden until shown, with a word when caps lock is on. */
import { Eye, EyeOff, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { t } from "../lib/i18n.ts";
import { IconButton } from "./button.tsx";
import style from "./field.module.css";
import { Field, type FieldProps } from "./field.tsx";

export function SecretField({ hint, after, onBlur, ...rest }: Omit<FieldProps, "type" | "lines" | "mono">) {
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const watch = (event: React.KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
  const warning: ReactNode = caps ? (
    <span className={style.warn}>
      <TriangleAlert size={14} aria-hidden />
      {t("ui.secret.caps_lock")}
    </span>
  ) : null;
  return (
    <div onKeyDownCapture={watch} onKeyUpCapture={watch}>
      <Field
        {...rest}
        type={shown ? "text" : "password"}
        spellCheck="false"
        onBlur={(event) => {
          setCaps(false);
          onBlur?.(event);
        }}
        hint={warning ?? hint}
        after={
          <>
            <IconButton
              label={shown ? t("ui.secret.hide") : t("ui.secret.show")}
              icon={shown ? EyeOff : Eye}
              onPress={() => setShown(!shown)}
            />
            {after}
          </>
        }
      />
      <span className="vh" role="status">
        {caps ? t("ui.secret.caps_lock") : ""}
      </span>
    </div>
  );
}
