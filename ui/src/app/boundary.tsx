/** Catches what a screen throws while drawing, and offers the way on. The rest of the window lives. */
import { Component, type ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../lib/i18n.ts";
import style from "./boundary.module.css";

type Props = { children: ReactNode };

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={style.fault}>
        <Notice
          tone="bad"
          live
          actions={
            <Button kind="line" onPress={() => this.setState({ failed: false })}>
              {t("ui.error.reload")}
            </Button>
          }
        >
          {t("ui.error.boundary")}
        </Notice>
      </div>
    );
  }
}
