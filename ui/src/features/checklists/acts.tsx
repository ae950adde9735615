/** At the foot: to where checklists are edited, away, or the tasks made. */
import { Button } from "../../components/button.tsx";
import { t } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";
import style from "./checklists.module.css";

export function Acts(props: {
  /** how many tasks would be made; null where there is no list to make them of */ n: number | null;
  busy: boolean;
  ready: boolean;
  onDone: () => void;
}) {
  const { n, busy, ready, onDone } = props;
  const edit = () => {
    onDone();
    go({ at: "settings", part: "checklists" });
  };
  return (
    <div className={style.acts}>
      <span>
        <Button onPress={edit}>{t("ui.checklist.edit")}</Button>
      </span>
      <Button kind="line" onPress={onDone}>
        {t("ui.cancel")}
      </Button>
      {n !== null && (
        <Button type="submit" kind="main" busy={busy} isDisabled={!ready || n === 0}>
          {t("ui.checklist.make", { n })}
        </Button>
      )}
    </div>
  );
}
