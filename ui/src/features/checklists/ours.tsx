/** With no checklist there yet: those the program offers, each taken over with one press. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { ourChecklists, takeOurs } from "../../ipc/checklists.ts";
import { t } from "../../lib/i18n.ts";
import style from "./checklists.module.css";

export function Ours({ onTaken }: { onTaken: (id: string) => void }) {
  const { data: ours } = useQuery(ourChecklists);
  return (
    <>
      <p>{t("ui.checklist.none_yet")}</p>
      <ul className={style.ours}>
        {ours?.map(({ purpose, name, note, steps }) => (
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
