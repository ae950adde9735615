/** The two languages, each in its own name, for whoever cannot read the present one. */
import { type Language, t, useLanguage } from "../lib/i18n.ts";
import { Segments } from "./toggle.tsx";

const options = [
  { id: "zh", label: "中文" },
  { id: "en", label: "English" },
] as const;

export function LanguageSwitch({ onChange }: { onChange: (next: Language) => void }) {
  return <Segments label={t("ui.language")} options={options} value={useLanguage()} onChange={onChange} />;
}
