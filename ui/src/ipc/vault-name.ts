/** What a vault is called: as its folder, but the sample in the language of the window. */
import { t } from "../lib/i18n.ts";
import type { VaultName } from "./bindings.ts";

export function vaultName(vault: VaultName | null): string {
  if (vault === null) return t("ui.app.name");
  return vault.sample ? t("ui.sample.name") : vault.name;
}
