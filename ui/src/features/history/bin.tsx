/** What is in the bin, by the step that put it there, each with what went along and the way back. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { type BinMark, type Binned, type BinStep, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { stepName } from "../../ipc/history.ts";
import { entityLabel } from "../../ipc/words.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./history.module.css";
import { TakeBackPlan } from "./take-back.tsx";
import { countsText } from "./words.ts";

type LineProps = { step: BinStep; one: Binned; open: boolean; onOpen: (open: boolean) => void };

function BinLine({ step, one, open, onOpen }: LineProps) {
  const along = countsText(one.along);
  const merged = one.merged_into;
  const title = one.title || entityLabel(one.entity);
  return (
    <li className={style.line}>
      <div className={style.row}>
        <span className={style.quiet}>{entityLabel(one.entity)}</span>
        <div className={style.words}>
          <div>{title}</div>
          <div className={style.quiet}>
            {merged
              ? t("ui.history.merged_into", { name: merged.label })
              : along && t("ui.history.along", { along })}
          </div>
        </div>
        <Button
          kind="link"
          aria-expanded={open}
          aria-label={t("ui.history.restore_one", { name: title })}
          onPress={() => onOpen(!open)}
        >
          {t(merged ? "ui.history.unmerge" : "ui.history.restore")}…
        </Button>
      </div>
      {open &&
        (merged ? (
          <TakeBackPlan step={step.seq} onDone={() => onOpen(false)} />
        ) : (
          <TakeBackPlan step={step.seq} only={one.id} onDone={() => onOpen(false)} />
        ))}
    </li>
  );
}

/** A step that goes over the end of a page is one all the same. */
function whole(steps: readonly BinStep[]): BinStep[] {
  const told: BinStep[] = [];
  for (const step of steps) {
    const last = told.at(-1);
    if (last?.seq === step.seq)
      told[told.length - 1] = { ...last, records: [...last.records, ...step.records] };
    else told.push(step);
  }
  return told;
}

export function Bin() {
  const [open, setOpen] = useState<string | null>(null);
  const {
    data: steps,
    error,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
  } = useInfiniteQuery({
    queryKey: ["historyBin"],
    meta: { of: ["*"] },
    initialPageParam: null as BinMark | null,
    queryFn: ({ pageParam }) => commands.historyBin(pageParam),
    getNextPageParam: (page) => page.more,
    select: ({ pages }) => whole(pages.flatMap((page) => page.steps)),
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!steps) return null;
  if (steps.length === 0) return <Empty title={t("ui.history.bin_empty")} />;
  return (
    <>
      <p className={style.note}>{t("ui.history.bin_note")}</p>
      {steps.map((step) => (
        <section key={step.seq} className={style.group}>
          <h2 className={style.heading}>
            {stepName(step.op, step.state)} <time className={style.quiet}>{instant(step.at)}</time>
          </h2>
          <ul className={style.list}>
            {step.records.map((one) => (
              <BinLine
                key={one.id}
                step={step}
                one={one}
                open={open === one.id}
                onOpen={(yes) => setOpen(yes ? one.id : null)}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <Button kind="line" busy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t("ui.history.bin_more")}
        </Button>
      )}
    </>
  );
}
