/** How the window looks: language, colours, row height, size. */
import { Monitor, Moon, Sun } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Segments, Switch } from "../../components/toggle.tsx";
import type { Settings } from "../../ipc/bindings.ts";
import { ask } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import type { SetSetting } from "./use-setting.ts";

const zooms = [80, 90, 100, 110, 125, 150, 175, 200];

export function Look({ settings, set }: { settings: Settings; set: SetSetting }) {
  const sizes = [...new Set([...zooms, settings.zoom])].sort((a, b) => a - b);
  return (
    <Part title={t("ui.settings.part.look")}>
      <Row label={t("ui.language")} detail={t("ui.settings.language_detail")}>
        <Segments
          label={t("ui.language")}
          value={settings.locale}
          onChange={(locale) => set({ locale })}
          options={[
            { id: "zh", label: "中文" },
            { id: "en", label: "English" },
            { id: "system", label: t("ui.settings.system") },
          ]}
        />
      </Row>
      <Row label={t("ui.settings.theme")}>
        <Segments
          label={t("ui.settings.theme")}
          value={settings.theme}
          onChange={(theme) => set({ theme })}
          options={[
            { id: "light", label: t("ui.settings.light"), icon: Sun },
            { id: "dark", label: t("ui.settings.dark"), icon: Moon },
            { id: "system", label: t("ui.settings.system"), icon: Monitor },
          ]}
        />
      </Row>
      <Row label={t("ui.settings.density")} detail={t("ui.settings.density_detail")}>
        <Segments
          label={t("ui.settings.density")}
          value={settings.density}
          onChange={(density) => set({ density })}
          options={[
            { id: "compact", label: t("ui.settings.compact") },
            { id: "normal", label: t("ui.settings.normal") },
            { id: "roomy", label: t("ui.settings.roomy") },
          ]}
        />
      </Row>
      <Row label={t("ui.settings.zoom")} detail={t("ui.settings.zoom_detail")}>
        <Select
          aria-label={t("ui.settings.zoom")}
          value={`${settings.zoom}`}
          onChange={(zoom) => set({ zoom: Number(zoom) })}
          options={sizes.map((zoom) => ({ id: `${zoom}`, label: `${zoom}%` }))}
        />
      </Row>
      <Row label={t("ui.settings.letter_keys")} detail={t("ui.settings.letter_keys_detail")}>
        <Switch
          aria-label={t("ui.settings.letter_keys")}
          value={settings.letter_keys}
          onChange={(letter_keys) => set({ letter_keys })}
        />
        <Button onPress={() => ask("keys")}>{t("ui.settings.all_keys")}</Button>
      </Row>
    </Part>
  );
}
