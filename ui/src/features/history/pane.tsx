/** Room for something that is read before it is done: its name, what there is to decide, and the way to do it or not. */
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "../../components/button.tsx";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { endWork } from "../../lib/place.ts";
import style from "./pane.module.css";

const giveUp = () => endWork();

export function Pane({ title, children, acts }: { title: string; children: ReactNode; acts?: ReactNode }) {
  const body = useRef<HTMLElement>(null);
  useShortcut("esc", "ui.cancel", giveUp);
  // The keyboard is where the decision is, unless a box in it has asked for it already.
  useEffect(() => {
    if (!body.current?.contains(document.activeElement)) body.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={style.pane} data-testid="work">
      <header className={style.top}>
        <h2 className={style.title}>{title}</h2>
        <IconButton label={t("ui.cancel")} icon={X} combo="esc" onPress={giveUp} />
      </header>
      <section
        ref={body}
        className={style.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard
        tabIndex={0}
        aria-label={title}
        data-pane-focus
      >
        {children}
      </section>
      {acts && <footer className={style.acts}>{acts}</footer>}
    </div>
  );
}
