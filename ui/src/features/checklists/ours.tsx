/** With none to start: why, and those the program offers beside, each taken over with one press. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { ourChecklists, takeOurs } from "../../ipc/checklists.ts";
import { t } from "../../lib/i18n.ts";
import style from "./checklists.module.css";

export function Ours(props: {
  /** there are some, none of them offered */ off: boolean;
  onTaken: (id: string) => void;
}) {
  const { off, onTaken } = props;
  const { data } = useQuery(ourChecklists);
  if (!data) return null;
  const ours = data.filter(({ there }) => !there);
  const all_off = ours.length > 0 ? "ui.checklist.all_off_or" : "ui.checklist.all_off";
  return (
    <>
      <p>{t(off ? all_off : "ui.checklist.none_yet")}</p>
      <ul className={style.ours}>
        {ours.map(({ purpose, name, note, steps }) => (
          <li key={purpose}>
            <div className={style.words}>
              <span className={style.name}>{name}</span>
              <span className={style.quiet}>{note}</span>
              <span className={style.quiet}>{t("ui.checklist.steps", { n: steps.length })}</span>
            </div>
            <Button
              kind="line"
              aria-label={t("ui.checklist.take_one", { name })}
              onPress={() => void takeOurs([purpose]).then(([id]) => id && onTaken(id))}
            >
              {t("ui.checklist.take")}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
