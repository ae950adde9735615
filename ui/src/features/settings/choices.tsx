/**
 * The choices of one list, each a line that is edited where it stands: colour, name, other spellings, place, and
 * whether it is offered. Every change is written at once and is one step of undo.
 */
import { ArchiveRestore, ArrowDown, ArrowUp, CircleOff } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Button } from "react-aria-components/Button";
import { IconButton } from "../../components/button.tsx";
import { Dot } from "../../components/dot.tsx";
import { Popover } from "../../components/popover.tsx";
import { type Choice, type ChoiceShape, commands, type ListInfo } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { choiceLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing } from "../../lib/keys.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { turns } from "../../lib/turns.ts";
import { KeptText } from "./kept-text.tsx";
import style from "./lists.module.css";

const told = () => say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: undo } });
const complain = (error: unknown) => say({ text: sentence(error) });

const inTurn = turns();

/** Onto what stands by then: of two quick changes none takes the other back. */
function reshape(choice: Choice, change: Partial<ChoiceShape>): Promise<boolean> {
  return inTurn(async () => {
    const { choices } = await commands.catalog();
    const now = choices.find(({ list, code }) => list === choice.list && code === choice.code) ?? choice;
    const { label, aliases, colour, retired } = now;
    const shape = { label, aliases, colour, retired, ...change };
    await whileSaving(commands.choiceEdit(choice.list, choice.code, shape));
    told();
    return true;
  });
}

function Colour({ choice, name, colours }: { choice: Choice; name: string; colours: readonly string[] }) {
  const offered = [null, ...colours];
  return (
    <Popover
      label={t("ui.lists.colour", { choice: name })}
      trigger={
        <Button className={style.colour ?? ""} aria-label={t("ui.lists.colour", { choice: name })}>
          <Dot colour={choice.colour} />
        </Button>
      }
    >
      {(close) => (
        <div className={style.swatches}>
          {offered.map((colour, n) => (
            <Button
              key={colour ?? "none"}
              className={style.colour ?? ""}
              aria-label={colour ? t("ui.lists.colour_n", { n }) : t("ui.lists.no_colour")}
              autoFocus={colour === choice.colour}
              data-chosen={colour === choice.colour || undefined}
              onPress={() => {
                close();
                if (colour !== choice.colour) reshape(choice, { colour }).catch(complain);
              }}
            >
              <Dot colour={colour} />
            </Button>
          ))}
        </div>
      )}
    </Popover>
  );
}

type LineProps = {
  choice: Choice;
  fixed: boolean;
  colours: readonly string[];
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
};

const listed = (text: string): string[] =>
  text
    .split(/[、,，;；]/)
    .map((one) => one.trim())
    .filter(Boolean);

function Line({ choice, fixed, colours, first, last, onMove }: LineProps) {
  const name = choiceLabel(choice);
  // Before the fields, which keep every key to themselves.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    const combo = comboOf(event.nativeEvent);
    if (isComposing(event) || (combo !== "alt+up" && combo !== "alt+down")) return;
    event.preventDefault();
    onMove(combo === "alt+up" ? -1 : 1);
  };
  return (
    <li
      className={style.choice}
      data-retired={choice.retired || undefined}
      onKeyDownCapture={onKeyDownCapture}
    >
      <Colour choice={choice} name={name} colours={colours} />
      <KeptText
        label={t("ui.lists.name", { choice: name })}
        value={name}
        store={(label) => reshape(choice, { label: label || null })}
      />
      <KeptText
        label={t("ui.lists.aliases", { choice: name })}
        hint={t("ui.lists.aliases_hint")}
        value={choice.aliases.join("、")}
        store={(text) => reshape(choice, { aliases: listed(text) })}
      />
      <span className={style.acts}>
        <IconButton
          label={t("ui.lists.up", { choice: name })}
          icon={ArrowUp}
          combo="alt+up"
          isDisabled={first}
          onPress={() => onMove(-1)}
        />
        <IconButton
          label={t("ui.lists.down", { choice: name })}
          icon={ArrowDown}
          combo="alt+down"
          isDisabled={last}
          onPress={() => onMove(1)}
        />
        {!fixed && (
          <IconButton
            label={t(choice.retired ? "ui.lists.restore" : "ui.lists.retire", { choice: name })}
            icon={choice.retired ? ArchiveRestore : CircleOff}
            onPress={() => void reshape(choice, { retired: !choice.retired }).catch(complain)}
          />
        )}
      </span>
      {choice.retired && <span className={style.retired}>{t("ui.lists.retired")}</span>}
    </li>
  );
}

type ChoicesProps = {
  list: ListInfo;
  label: string;
  choices: readonly Choice[];
  colours: readonly string[];
};

export function Choices({ list, label, choices, colours }: ChoicesProps) {
  // A line that moves takes the focus off what is in it.
  const held = useRef<HTMLElement | null>(null);
  // The order asked for, till the core has it: a key pressed twice moves by two.
  const asked = useRef<readonly string[] | null>(null);
  const now = choices.map(({ code }) => code).join();
  useEffect(() => {
    if (asked.current?.join() === now) asked.current = null;
    held.current?.focus();
  }, [now]);
  const move = (code: string, by: number) => {
    const codes = [...(asked.current ?? choices.map((choice) => choice.code))];
    const at = codes.indexOf(code);
    if (at + by < 0 || at + by >= codes.length) return;
    codes.splice(at + by, 0, ...codes.splice(at, 1));
    asked.current = codes;
    held.current = document.activeElement as HTMLElement | null;
    whileSaving(commands.choiceOrder(list.key, codes)).then(told, (error: unknown) => {
      asked.current = null;
      complain(error);
    });
  };
  return (
    <ul
      className={style.list}
      aria-label={label}
      onFocus={() => {
        held.current = null;
      }}
    >
      {choices.map((choice, at) => (
        <Line
          key={choice.code}
          choice={choice}
          fixed={list.fixed}
          colours={colours}
          first={at === 0}
          last={at === choices.length - 1}
          onMove={(by) => move(choice.code, by)}
        />
      ))}
    </ul>
  );
}
