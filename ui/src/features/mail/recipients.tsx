/** Those a letter could go to: pressed, they are written to. */
import { Check, Plus } from "lucide-react";
import { ToggleButton } from "react-aria-components/ToggleButton";
import type { MailChoice, MailPerson } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import style from "./mail.module.css";

const choice = ({ contact, address }: MailPerson): MailChoice => ({ contact: contact?.id ?? null, address });
const keyOf = ({ contact, address }: MailPerson) => `${contact?.id ?? ""} ${address}`;

export function Recipients(props: { people: readonly MailPerson[]; onChange: (next: MailChoice[]) => void }) {
  const { people, onChange } = props;
  if (people.length === 0) return null;
  const turn = (turned: MailPerson, on: boolean) =>
    onChange(people.filter((one) => (one === turned ? on : one.chosen)).map(choice));
  return (
    <fieldset className={style.people}>
      <legend>{t("ui.mail.to")}</legend>
      {people.map((one) => (
        <ToggleButton
          key={keyOf(one)}
          className={style.person ?? ""}
          isSelected={one.chosen}
          onChange={(on) => turn(one, on)}
        >
          {one.chosen ? <Check size={14} aria-hidden /> : <Plus size={14} aria-hidden />}
          <span>{one.contact?.label ?? t("ui.mail.of_unit")}</span>
          <span className={style.address}>{one.address}</span>
        </ToggleButton>
      ))}
    </fieldset>
  );
}
