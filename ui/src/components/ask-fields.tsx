/** The questions of a form, one below the other: lines, choices, and others found by a part of their name. */
import type { ReactNode } from "react";
import { t } from "../lib/i18n.ts";
import type { Known, Pick } from "../lib/several.ts";
import { Chip } from "./chip.tsx";
import { Field } from "./field.tsx";
import { Finder } from "./finder.tsx";
import { type Option, Select } from "./select.tsx";
import { Several } from "./several.tsx";

type Question = {
  readonly key: string;
  readonly label: string;
  readonly kind: "line" | "lines" | "choice" | "bool" | "ref" | "several";
  readonly required: boolean;
  /** something may be seen in what is typed */ readonly apart?: boolean;
  readonly options: readonly Option[];
  readonly find: (text: string) => Promise<readonly Known[]>;
  /** of several: a word that is not offered is a new one */ readonly takesNew?: boolean;
  /** of several: no two are called the same */ readonly byName?: boolean;
};
type Picked = readonly Pick[];
type AskProps = {
  readonly of: Question;
  readonly answer: string | Picked;
  readonly first: boolean;
  readonly refused: string | null;
  readonly below?: ReactNode;
  readonly onChange: (answer: string | Picked) => void;
};

function Other({ of, answer, first, refused, onChange }: AskProps) {
  const picked = typeof answer === "string" ? [] : answer;
  return (
    <>
      <Finder
        label={of.label}
        placeholder={t("ui.record.find")}
        find={of.find}
        autoFocus={first}
        error={refused}
        // What is picked stands below the box: then nothing is missing any more.
        isRequired={of.required && picked.length === 0}
        onPick={({ id, label }) => onChange([{ id, label }])}
      />
      {picked.map(({ id, label }) => (
        <Chip key={id} onRemove={() => onChange([])}>
          {label}
        </Chip>
      ))}
    </>
  );
}

function Others({ of, answer, first, refused, onChange }: AskProps) {
  return (
    <Several
      label={of.label}
      picks={typeof answer === "string" ? [] : answer}
      find={of.find}
      takesNew={of.takesNew ?? false}
      byName={of.byName ?? false}
      autoFocus={first}
      isRequired={of.required}
      error={refused}
      // With all of them gone it is unanswered, as it was before anybody looked.
      onChange={(next) => onChange(next.length === 0 ? "" : next)}
    />
  );
}

function Ask(props: AskProps) {
  const { of, answer, first, refused, below, onChange } = props;
  if (of.kind === "ref") return <Other {...props} />;
  if (of.kind === "several") return <Others {...props} />;
  const text = typeof answer === "string" ? answer : "";
  if (of.kind === "choice" || of.kind === "bool") {
    return (
      <Select
        label={of.label}
        options={[...(of.required ? [] : [{ id: "", label: "—" }]), ...of.options]}
        value={text}
        onChange={onChange}
        isRequired={of.required}
        error={refused}
      />
    );
  }
  return (
    <Field
      label={of.label}
      value={text}
      onChange={onChange}
      error={refused}
      hint={below}
      isRequired={of.required}
      autoFocus={first}
      autoComplete="off"
      {...(of.kind === "lines" && { lines: 2 })}
    />
  );
}

export function AskFields(props: {
  asked: readonly Question[];
  answers: Readonly<Record<string, string | Picked>>;
  /** why the answer to a question is refused */ refused: (key: string) => string | null;
  /** what is to be seen below a line */ below?: (key: string, text: string) => ReactNode;
  /** what is asked before them has the focus */ follows?: boolean;
  onChange: (key: string, answer: string | Picked) => void;
}) {
  const below = ({ key, apart }: Question) => {
    const text = props.answers[key];
    return apart && typeof text === "string" && text !== "" ? props.below?.(key, text) : null;
  };
  return props.asked.map((of, at) => (
    <Ask
      key={of.key}
      of={of}
      answer={props.answers[of.key] ?? ""}
      first={at === 0 && !props.follows}
      refused={props.refused(of.key)}
      below={below(of)}
      onChange={(answer) => props.onChange(of.key, answer)}
    />
  ));
}

/** Questions that follow those a form asks by itself. */
export function MoreFields<A extends Readonly<Record<string, string | Picked>>>(props: {
  asked: readonly Question[];
  answers: A;
  refused: (key: string) => string | null;
  onChange: (answers: A) => void;
}) {
  const { asked, answers, refused, onChange } = props;
  return (
    <AskFields
      follows
      asked={asked}
      answers={answers}
      refused={refused}
      onChange={(key, answer) => onChange({ ...answers, [key]: answer })}
    />
  );
}
