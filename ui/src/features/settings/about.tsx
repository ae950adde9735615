/** What this is, which version, and under which licence. */
import { Kbd } from "../../components/kbd.tsx";
import { Part, Row } from "../../components/row.tsx";
import type { AppState } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";

export function About({ state }: { state: AppState }) {
  return (
    <Part title={t("ui.settings.part.about")}>
      <Row label={t("ui.app.name")} detail={t("ui.welcome.version", { version: state.version })} />
      <Row label={t("ui.settings.privacy")} detail={t("ui.settings.privacy_detail")} />
      <Row label={t("ui.settings.licence")} detail={t("ui.settings.licence_detail")} />
      <Row label={t("ui.key.sheet")} detail={t("ui.settings.keys_detail")}>
        <Kbd combo="mod+/" />
      </Row>
    </Part>
  );
}
