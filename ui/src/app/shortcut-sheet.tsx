/** The sheet of keys, read from what is live: it lists nothing that would not work. */
import { Dialog } from "../components/dialog.tsx";
import { Kbd } from "../components/kbd.tsx";
import { cheatSheet } from "../grid/keys.ts";

import { useAnswer } from "../lib/ask.ts";
import { t } from "../lib/i18n.ts";
import { letterKeys, liveShortcuts, type Shortcut } from "../lib/keys.ts";
import { createStore, useStore } from "../lib/store.ts";
import style from "./shortcut-sheet.module.css";

const open = createStore(false);
export const openShortcutSheet = () => open.set(true);

function distinct(all: readonly Shortcut[]): Shortcut[] {
  const seen = new Set<string>();
  return all.filter(({ combo }) => !seen.has(combo) && seen.add(combo)).reverse();
}

/** Keys shown of one command: hands know F2 and not Enter, or Home and not Ctrl with an arrow. */
const SHOWN = 2;

/** The table's keys, from the table that answers them. */
function TableKeys() {
  return cheatSheet().map(({ section, rows }) => (
    <section key={section} className={style.part}>
      <h3>{t(`ui.grid.section.${section}`)}</h3>
      <dl className={style.list}>
        {rows.map(({ command, keys }) => (
          <div className={style.line} key={command}>
            <dt>{t(`ui.grid.key.${command}`)}</dt>
            <dd className={style.keys}>
              {keys.slice(0, SHOWN).map((combo) => (
                <Kbd key={combo} combo={combo} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

export function ShortcutSheet() {
  const isOpen = useStore(open);
  const letters = useStore(letterKeys);
  useAnswer("keys", openShortcutSheet);
  return (
    <Dialog title={t("ui.key.sheet")} isOpen={isOpen} onClose={() => open.set(false)} size="wide">
      <p className={style.letters}>{t(letters ? "ui.key.letters" : "ui.key.letters_off")}</p>
      <dl className={style.list}>
        <div className={style.line}>
          <dt>{t("ui.key.place")}</dt>
          <dd>
            <Kbd combo="mod+1…9" />
          </dd>
        </div>
        {isOpen &&
          distinct(liveShortcuts()).map(({ combo, label }) => (
            <div className={style.line} key={combo}>
              <dt>{t(label)}</dt>
              <dd>
                <Kbd combo={combo} />
              </dd>
            </div>
          ))}
      </dl>
      {isOpen && <TableKeys />}
    </Dialog>
  );
}
