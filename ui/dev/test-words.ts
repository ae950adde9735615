/** Tests speak either language from their first line on. */
import { fetchLanguage } from "../src/lib/i18n.ts";

await Promise.all([fetchLanguage("zh"), fetchLanguage("en")]);
