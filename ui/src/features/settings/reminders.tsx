/** When reminders speak, when they keep quiet, what they give away, and whether the program stays to send them. */
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/toggle.tsx";
import type { Settings } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import { Speaking } from "./speaking.tsx";
import type { SetSetting } from "./use-setting.ts";

export function Reminders({ settings, set }: { settings: Settings; set: SetSetting }) {
  return (
    <Part title={t("ui.settings.part.reminders")}>
      <Speaking />
      <Row label={t("ui.settings.reminder_text")} detail={t("ui.settings.reminder_text_detail")}>
        <Select
          aria-label={t("ui.settings.reminder_text")}
          value={settings.reminder_text}
          onChange={(reminder_text) => set({ reminder_text })}
          options={[
            { id: "full", label: t("ui.settings.reminder_full") },
            { id: "title", label: t("ui.settings.reminder_title") },
            { id: "none", label: t("ui.settings.reminder_none") },
          ]}
        />
      </Row>
      <Row label={t("ui.settings.tray")} detail={t("ui.settings.tray_detail")}>
        <Switch
          aria-label={t("ui.settings.tray")}
          value={settings.close_to_tray}
          onChange={(close_to_tray) => set({ close_to_tray })}
        />
      </Row>
      <Row label={t("ui.settings.autostart")} detail={t("ui.settings.autostart_detail")}>
        <Switch
          aria-label={t("ui.settings.autostart")}
          value={settings.start_at_login}
          onChange={(start_at_login) => set({ start_at_login })}
        />
      </Row>
    </Part>
  );
}
