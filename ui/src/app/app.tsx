/** What surrounds every screen: the read cache, the language, and a floor under faults. */
import { QueryClientProvider } from "@tanstack/react-query";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { ToastRegion } from "../components/toast.tsx";
import { queryClient } from "../ipc/query.ts";
import { localeTag, useLanguage } from "../lib/i18n.ts";
import { Boundary } from "./boundary.tsx";
import { Phases } from "./phases.tsx";

export function App() {
  // The one subscription that draws the whole tree anew in the other language.
  useLanguage();
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider locale={localeTag()}>
        <Boundary>
          <Phases />
        </Boundary>
        <ToastRegion />
      </I18nProvider>
    </QueryClientProvider>
  );
}
