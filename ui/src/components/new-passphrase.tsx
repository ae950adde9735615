/** A new passphrase typed twice, with a word on how hard it is to guess. The judge is handed in. */
import { useEffect, useRef, useState } from "react";
import { t } from "../lib/i18n.ts";
import style from "./new-passphrase.module.css";
import { SecretField } from "./secret-field.tsx";

export type Passphrase = { text: string; ready: boolean };
export type Judgement = { score: number; enough: boolean; hint: string | null };

type Props = {
  /** words an attacker would try first: the vault's name */ words: string[];
  judge: (text: string, words: string[]) => Promise<Judgement>;
  onChange: (next: Passphrase) => void;
  /** where there is an old one too, what the new one is called */ label?: string;
};

const steps = [0, 1, 2, 3] as const;

function wordOf({ score, enough, hint }: Judgement): string {
  if (!enough) return hint ?? t("ui.secret.weak");
  return score >= 4 ? t("ui.secret.strong") : t("ui.secret.good");
}

export function NewPassphrase({ words, judge, onChange, label = t("ui.secret.new") }: Props) {
  const [text, setText] = useState("");
  const [again, setAgain] = useState("");
  const [leftAgain, setLeftAgain] = useState(false);
  const [found, setFound] = useState<Judgement | null>(null);
  const tell = useRef(onChange);
  tell.current = onChange;
  const listed = words.join("\n");

  useEffect(() => {
    let stale = false;
    if (text === "") setFound(null);
    else {
      judge(text, listed.split("\n")).then(
        (next) => !stale && setFound(next),
        () => !stale && setFound(null),
      );
    }
    return () => {
      stale = true;
    };
  }, [text, listed, judge]);

  const ready = Boolean(found?.enough) && text === again;
  useEffect(() => tell.current({ text, ready }), [text, ready]);

  const differs = leftAgain && again !== "" && again !== text;
  return (
    <>
      <div>
        <SecretField
          label={label}
          value={text}
          onChange={setText}
          isRequired
          autoComplete="new-password"
          hint={t("ui.secret.new_hint")}
        />
        {found && (
          <div className={style.meter} data-enough={found.enough || undefined}>
            <span className={style.bars} aria-hidden>
              {steps.map((step) => (
                <span key={step} className={style.bar} data-on={found.score > step || undefined} />
              ))}
            </span>
            <span role="status">{wordOf(found)}</span>
          </div>
        )}
      </div>
      <SecretField
        label={t("ui.secret.again")}
        value={again}
        onChange={setAgain}
        onBlur={() => setLeftAgain(true)}
        isRequired
        autoComplete="new-password"
        error={differs ? t("ui.secret.differs") : null}
      />
    </>
  );
}
