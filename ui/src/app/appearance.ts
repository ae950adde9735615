/** Makes the page look as the settings say: language, colours, row height. Zoom is the shell's. */
import { useEffect } from "react";
import type { Settings } from "../ipc/bindings.ts";
import { languageOf } from "../ipc/settings.ts";
import { setLanguage, t, useLanguage } from "../lib/i18n.ts";

const darkQuery = "(prefers-color-scheme: dark)";

/** Whether the page is dark now, the system's wish included. */
export function isDark(settings: Settings): boolean {
  return settings.theme === "dark" || (settings.theme === "system" && matchMedia(darkQuery).matches);
}

export function useAppearance(settings: Settings | undefined): void {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.title = t("ui.app.name");
  }, [language]);
  useEffect(() => {
    if (!settings) return;
    setLanguage(languageOf(settings));
    const page = document.documentElement.dataset;
    page.density = settings.density;
    const paint = () => {
      page.theme = isDark(settings) ? "dark" : "light";
    };
    paint();
    const system = matchMedia(darkQuery);
    system.addEventListener("change", paint);
    return () => system.removeEventListener("change", paint);
  }, [settings]);
}
