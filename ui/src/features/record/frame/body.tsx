/** The part of a drawer that scrolls: its keys work from here, and what could not be read is said at its head. */
import type { ReactNode, RefObject } from "react";
import { Notice } from "../../../components/notice.tsx";
import { sentence } from "../../../ipc/error.ts";
import { t } from "../../../lib/i18n.ts";
import style from "./record.module.css";

export function Body(props: {
  at: RefObject<HTMLElement | null>;
  /** what the record is called, once it is known */ name: string;
  error: unknown;
  children: ReactNode;
}) {
  const { at, name, error, children } = props;
  return (
    <section
      ref={at}
      className={style.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys work from here, and it scrolls by keyboard
      tabIndex={0}
      aria-label={name || t("ui.record.label")}
      data-pane-focus
    >
      <div className={style.column}>
        {error != null && <Notice tone="bad">{sentence(error)}</Notice>}
        {children}
      </div>
    </section>
  );
}
