/** One line of the review: whose, what, how old or how thin; and what one does with it. */

import { ArrowUpRight, Check, Clock, Eraser, Pencil, Pin, UserCheck } from "lucide-react";
import { Button, IconButton } from "../../components/button.tsx";
import { Kbd } from "../../components/kbd.tsx";
import type { Catalog, FieldInfo, Value } from "../../ipc/bindings.ts";
import { ageText, aspectLabel, doubtWord, wrongText } from "../../ipc/quality.ts";
import { valueText } from "../../ipc/value-text.ts";
import { choiceLabel, entityLabel, fieldLabel } from "../../ipc/words.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { AnotherValue } from "./another-value.tsx";
import { KeepDoubtful } from "./keep-doubtful.tsx";
import type { Line } from "./lines.ts";
import { QueueRow, Whose } from "./queue-row.tsx";
import style from "./review.module.css";
import { WhoChecked } from "./who-checked.tsx";

export type ReviewRowProps = {
  line: Line;
  catalog: Catalog;
  reviewers: readonly string[];
  active: boolean;
  asking: "value" | "reason" | null;
  onActive: () => void;
  onOpen: () => void;
  onVerify: () => void;
  onEdit: () => void;
  onKeep: () => void;
  onClear: () => void;
  onLater: () => void;
  onDone: () => void;
};

export function fieldOf(catalog: Catalog, entity: string, key: string): FieldInfo | undefined {
  return catalog.entities.find((one) => one.key === entity)?.fields.find((field) => field.key === key);
}

export function wordsOf(catalog: Catalog, field: FieldInfo | undefined, value: Value | undefined): string {
  if (!value) return "—";
  const named = (code: string) => {
    const own = catalog.choices.find((one) => one.list === field?.choices && one.code === code);
    return own ? choiceLabel(own) : code;
  };
  if (value.t === "choice") return named(value.v);
  if (value.t === "choices") return value.v.map(named).join(t("ui.list_comma"));
  return valueText(value, field?.choices ?? null);
}

function What({ line, catalog }: { line: Line; catalog: Catalog }) {
  if (line.kind === "thin") {
    const what = line.item.missing.map(aspectLabel).join(t("ui.list_comma"));
    return <span className={style.value}>{t("ui.review.missing", { what })}</span>;
  }
  const { record, field: key } = line.item;
  const field = fieldOf(catalog, record.entity, key);
  return (
    <>
      <span className={style.field}>{fieldLabel(record.entity, key)}</span>
      <span className={style.value}>
        {wordsOf(catalog, field, record.values[key])}
        {line.kind === "doubtful" && (
          <span className={style.quiet}>
            {" "}
            {line.item.wrong ? wrongText(line.item.wrong, line.item.wrong_by) : doubtWord(line.item.doubt)}
            {line.item.should_be && ` ${t("ui.wrong.said_be", { value: line.item.should_be })}`}
          </span>
        )}
        {line.kind === "unchecked" && (
          <span className={style.quiet}>
            {" "}
            {t("ui.review.was", { was: wordsOf(catalog, field, line.item.was) })}
          </span>
        )}
      </span>
    </>
  );
}

function Age({ line }: { line: Line }) {
  const word =
    line.kind === "thin"
      ? t("ui.review.thin", { n: line.item.coverage ?? 0 })
      : line.kind === "stale"
        ? ageText(line.item.mark?.age ?? 0)
        : line.kind === "doubtful"
          ? t("ui.doubt.one")
          : t("ui.review.changed", { when: instant(line.item.at).slice(0, 10) });
  return (
    <span className={style.age}>
      <i
        className={style.dot}
        data-hollow={(line.kind !== "stale" && line.kind !== "doubtful") || undefined}
        aria-hidden
      />
      {word}
    </span>
  );
}

function Acts({ line, onOpen, onVerify, onEdit, onKeep, onClear, onLater }: ReviewRowProps) {
  if (line.kind === "doubtful") {
    // So many that their words would cover what they are about.
    return (
      <span className={style.acts}>
        <IconButton label={t("ui.review.verify")} icon={Check} combo="v" onPress={onVerify} />
        <IconButton label={t("ui.review.edit")} icon={Pencil} combo="e" onPress={onEdit} />
        <IconButton label={t("ui.doubt.keep")} icon={Pin} combo="r" onPress={onKeep} />
        <IconButton label={t("ui.doubt.clear")} icon={Eraser} combo="x" onPress={onClear} />
        <IconButton label={t("ui.review.later")} icon={Clock} combo="s" onPress={onLater} />
      </span>
    );
  }
  const mends = line.kind === "stale";
  return (
    <span className={style.acts}>
      {line.kind === "thin" ? (
        <Button kind="line" icon={ArrowUpRight} onPress={onOpen}>
          {t("ui.review.open")}
        </Button>
      ) : (
        <Button kind="line" icon={mends ? Check : UserCheck} onPress={onVerify}>
          {t(mends ? "ui.review.verify" : "ui.quality.check")}
          <Kbd combo="v" aria-hidden />
        </Button>
      )}
      {mends && (
        <Button kind="line" icon={Pencil} onPress={onEdit}>
          {t("ui.review.edit")}
          <Kbd combo="e" aria-hidden />
        </Button>
      )}
      {line.kind !== "unchecked" && (
        <Button kind="line" icon={Clock} onPress={onLater}>
          {t("ui.review.later")}
          <Kbd combo="s" aria-hidden />
        </Button>
      )}
    </span>
  );
}

function Beside(props: ReviewRowProps) {
  const { line, catalog, reviewers, asking, onDone } = props;
  if (!asking) return <Acts {...props} />;
  if (line.kind === "stale" || (line.kind === "doubtful" && asking === "value"))
    return (
      <AnotherValue
        item={line.item}
        proposed={line.kind === "doubtful" ? line.item.should_be : null}
        catalog={catalog}
        onDone={onDone}
      />
    );
  if (line.kind === "doubtful") return <KeepDoubtful line={line} onDone={onDone} />;
  if (line.kind === "unchecked") return <WhoChecked line={line} reviewers={reviewers} onDone={onDone} />;
  return null;
}

export function ReviewRow(props: ReviewRowProps) {
  const { line, catalog, active, onActive, onOpen } = props;
  const { about, unit, record } = line.item;
  const name = about.label || entityLabel(record.entity);
  return (
    <QueueRow
      line={line.key}
      active={active}
      onActive={onActive}
      onOpen={onOpen}
      beside={<Beside {...props} />}
    >
      <Age line={line} />
      <Whose name={unit?.label ?? name} beside={unit && name} />
      <What line={line} catalog={catalog} />
    </QueueRow>
  );
}
