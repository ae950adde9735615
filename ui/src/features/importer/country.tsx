/** In which country the holidays of a file count that names none: as they would, until another is said. */
import { useState } from "react";
import { Field } from "../../components/field.tsx";
import type { WireError } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf } from "../../lib/keys.ts";

type Props = {
  /** its code, or * for all of them */ country: string;
  /** why what was said is none */ refused: WireError | null;
  fixed: boolean;
  onSay: (said: string) => void;
};

export function ImportCountry({ country, refused, fixed, onSay }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const say = () => {
    if (typed !== null && typed.trim() !== "" && typed.trim() !== country) onSay(typed);
  };
  return (
    <Field
      label={t("ui.import.country")}
      hint={t("ui.import.country_hint")}
      error={refused?.key === "error.import_country" ? sentence(refused) : null}
      value={typed ?? country}
      onChange={setTyped}
      onBlur={say}
      onKeyDown={(event) => {
        if (comboOf(event.nativeEvent) === "enter") say();
      }}
      isDisabled={fixed}
      autoComplete="off"
      spellCheck="false"
    />
  );
}
