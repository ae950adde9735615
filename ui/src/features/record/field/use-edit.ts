/**
 * Editing one field: what is typed stays until the core has taken it. A refusal says why; a record that changed
 * meanwhile shows what it says now and lets the user decide.
 */
import { useEffect, useRef, useState } from "react";
import { toast } from "../../../components/toast.tsx";
import { commands, type RecordDto, type Value } from "../../../ipc/bindings.ts";
import { isKind, sentence } from "../../../ipc/error.ts";
import { offeringFormer } from "../../../ipc/former-name.ts";
import { valueText } from "../../../ipc/value-text.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { updateRecord } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { say } from "../../../lib/status.ts";
import { isBlank } from "../words.ts";

export type Edit = {
  /** what is being typed; null when the field only shows its value */ readonly text: string | null;
  readonly refused: string | null;
  /** so often a value was stored since it is in sight */ readonly stored: number;
  /** what it became with the latest of them, where it was something else before and nobody was asked why yet */
  readonly became: Value | null;
  /** why it is another one was answered, or left */ readonly answered: () => void;
  /** the record as it is now, where it changed under the edit */ readonly theirs: RecordDto | null;
  readonly begin: (text: string) => void;
  readonly type: (text: string) => void;
  readonly commit: (value: Value) => Promise<boolean>;
  /** writes over what the record says now */ readonly insist: () => Promise<boolean>;
  readonly drop: () => void;
};

type State = {
  text: string | null;
  refused: string | null;
  theirs: RecordDto | null;
  /** the revision the edit began on */ from: RecordDto;
  value: Value | null;
};

const NOTHING: Value = { t: "null" };

/** Whether two values are one and the same, however they were typed. */
export const isSame = (one: Value | undefined, other: Value | undefined) =>
  JSON.stringify(one ?? NOTHING) === JSON.stringify(other ?? NOTHING);

const said = (value: Value): string => (value.t === "raw" ? value.v : valueText(value));

export function useEdit(record: RecordDto, key: string): Edit {
  const idle: State = { text: null, refused: null, theirs: null, from: record, value: null };
  const [state, setState] = useState<State>(idle);
  const [stored, setStored] = useState(0);
  const [became, setBecame] = useState<Value | null>(null);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const from = state.text === null && !state.refused ? record : state.from;

  const store = async (onto: RecordDto, value: Value): Promise<boolean> => {
    try {
      const applied = await offeringFormer(onto, [key], () => updateRecord(onto, { [key]: value }), toast);
      setState(idle);
      setStored((times) => times + 1);
      const before = onto.values[key];
      const now = applied.records.find(({ id }) => id === onto.id);
      // What was emptied became another too.
      const after = now && (now.values[key] ?? NOTHING);
      // Filled in for the first time it became nothing else, nor where the same was said once more.
      setBecame(after && !isBlank(before) && !isSame(before, after) ? after : null);
      return true;
    } catch (error) {
      if (gone.current) {
        // Nobody is here any more to mend it: what was typed is said with the reason, so that it is not lost.
        const blanks = { column: fieldLabel(record.entity, key), text: said(value), reason: sentence(error) };
        say({ text: t("ui.grid.said.refused", blanks) });
        return false;
      }
      const theirs = isKind(error, "conflict")
        ? await commands.recordGet(record.entity, record.id).catch(() => null)
        : null;
      setState((was) => ({ ...was, from: onto, value, theirs, refused: sentence(error) }));
      return false;
    }
  };

  return {
    text: state.text,
    refused: state.refused,
    stored,
    became,
    answered: () => setBecame((was) => (was === became ? null : was)),
    theirs: state.theirs,
    begin: (text) => setState({ ...idle, from: record, text }),
    type: (text) => setState((was) => ({ ...was, text, refused: null, theirs: null })),
    commit: (value) => store(from, value),
    insist: () => (state.theirs && state.value ? store(state.theirs, state.value) : Promise.resolve(false)),
    drop: () => setState(idle),
  };
}
