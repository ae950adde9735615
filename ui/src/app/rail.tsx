/** The rail: where to go, and at its foot lock, settings and colours. */
import { Lock, Moon, Search, Sun } from "lucide-react";
import { Focusable } from "react-aria-components/Focusable";
import { TooltipTrigger } from "react-aria-components/Tooltip";
import { IconButton } from "../components/button.tsx";
import { Kbd } from "../components/kbd.tsx";
import { Tip } from "../components/tip.tsx";
import type { AppState } from "../ipc/bindings.ts";
import { complain } from "../ipc/error.ts";
import { changeSettings } from "../ipc/settings.ts";
import { vaultName } from "../ipc/vault-name.ts";
import { ask } from "../lib/ask.ts";
import { number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { go, usePlace } from "../lib/place.ts";
import { isDark } from "./appearance.ts";
import { type PlaceInfo, places } from "./places.tsx";
import style from "./rail.module.css";
import { lock } from "./shortcuts.ts";

type ItemProps = { info: PlaceInfo; combo: string | undefined; current: boolean; waiting: number };

function RailItem({ info, combo, current, waiting }: ItemProps) {
  const Icon = info.icon;
  const label = t(info.label);
  return (
    <TooltipTrigger delay={600}>
      <Focusable>
        <button
          type="button"
          className={style.item}
          aria-current={current ? "page" : undefined}
          onClick={(event) => {
            // A hand on the pointer goes on with the place's letters, which are not heard from here.
            if (event.detail > 0) event.currentTarget.blur();
            go({ at: info.id });
          }}
        >
          <Icon size={16} aria-hidden />
          <span className={style.word}>{label}</span>
          {waiting > 0 && (
            <span className={style.waiting}>
              {number(waiting)} <span className="vh">{t("ui.nav.waiting")}</span>
            </span>
          )}
        </button>
      </Focusable>
      <Tip {...(combo && { combo })}>{label}</Tip>
    </TooltipTrigger>
  );
}

export function Rail({ state }: { state: AppState }) {
  const { at } = usePlace();
  const dark = isDark(state.settings);
  const main = places.filter(({ foot }) => !foot);
  return (
    <nav className={style.rail} aria-label={t("ui.nav.label")} data-pane>
      <div className={style.brand} title={state.vault?.folder}>
        <span className={style.seal} aria-hidden>
          客
        </span>
        <span className={style.word}>{vaultName(state.vault)}</span>
      </div>
      <button type="button" className={style.search} onClick={() => ask("palette")}>
        <Search size={15} aria-hidden />
        <span className={style.word}>{t("ui.palette.rail")}</span>
        <span aria-hidden>
          <Kbd combo="mod+k" />
        </span>
      </button>
      {main.map((info, index) => (
        <RailItem
          key={info.id}
          info={info}
          combo={index < 9 ? `mod+${index + 1}` : undefined}
          current={at === info.id}
          waiting={info.waiting?.(state) ?? 0}
        />
      ))}
      <div className={style.space} />
      <div className={style.foot}>
        <IconButton label={t("ui.nav.lock")} icon={Lock} combo="mod+l" onPress={lock} />
        {places
          .filter(({ foot }) => foot)
          .map((info) => (
            <IconButton
              key={info.id}
              label={t(info.label)}
              icon={info.icon}
              active={at === info.id}
              onPress={() => go({ at: info.id })}
            />
          ))}
        <IconButton
          label={dark ? t("ui.nav.to_light") : t("ui.nav.to_dark")}
          icon={dark ? Sun : Moon}
          onPress={() => {
            changeSettings({ ...state.settings, theme: dark ? "light" : "dark" }).catch(complain);
          }}
        />
      </div>
    </nav>
  );
}
