/** Putting a task off: the usual times, or one's own. */

import { Clock } from "lucide-react";
import { type FormEvent, useState } from "react";
import { t } from "../lib/i18n.ts";
import type { Combo } from "../lib/keys.ts";
import { once } from "../lib/once.ts";
import { Button } from "./button.tsx";
import { Kbd } from "./kbd.tsx";
import { Popover } from "./popover.tsx";
import style from "./put-off.module.css";
import { type Moment, momentText, noMoment, When } from "./when.tsx";

export type UsualTime = "hour" | "tomorrow" | "next_workday";
const usual: readonly UsualTime[] = ["hour", "tomorrow", "next_workday"];

export type PutOffProps = {
  today: string;
  onUsual: (time: UsualTime) => Promise<unknown>;
  /** typed text; rejects with the refusal */ onText: (text: string) => Promise<unknown>;
  reason: (error: unknown) => string;
};

type Inside = { close: () => void; guard: ReturnType<typeof once> };

function Own({ today, onText, reason, close, guard }: Omit<PutOffProps, "onUsual"> & Inside) {
  const [moment, setMoment] = useState<Moment>(noMoment);
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void guard(() => onText(momentText(moment)).then(close, (refused: unknown) => setError(reason(refused))));
  };
  return (
    <form className={style.own} onSubmit={submit}>
      <When value={moment} onChange={setMoment} today={today} error={error} />
      <Button type="submit" kind="main">
        {t("ui.put_off.until")}
      </Button>
    </form>
  );
}

/** The usual times, then one's own. */
function PutOffChoices({ onUsual, close, ...own }: PutOffProps & { close: () => void }) {
  const [refused, setRefused] = useState<string | null>(null);
  // However it is said until when, it is put off once.
  const [guard] = useState(once);
  return (
    <div className={style.choices}>
      {usual.map((time, at) => (
        <Button
          key={time}
          wide
          autoFocus={at === 0}
          onPress={() =>
            void guard(() => onUsual(time).then(close, (error: unknown) => setRefused(own.reason(error))))
          }
        >
          {t(`ui.put_off.${time}`)}
        </Button>
      ))}
      {refused && <p className={style.refused}>{refused}</p>}
      <Own {...own} close={close} guard={guard} />
    </div>
  );
}

export function PutOff(
  props: PutOffProps & {
    isOpen?: boolean;
    onOpenChange?: (open: boolean) => void;
    /** what opens it */ combo?: Combo;
  },
) {
  const { isOpen, onOpenChange, combo, ...rest } = props;
  return (
    <Popover
      label={t("ui.put_off.label")}
      trigger={
        <Button kind="line" icon={Clock}>
          {t("ui.put_off.label")}
          {combo && <Kbd combo={combo} aria-hidden />}
        </Button>
      }
      {...(isOpen !== undefined && { isOpen })}
      {...(onOpenChange && { onOpenChange })}
    >
      {(close) => <PutOffChoices {...rest} close={close} />}
    </Popover>
  );
}
