/** The steps that were made, the latest first; each can be looked into and taken back. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { commands, type Step } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { stepName } from "../../ipc/history.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./history.module.css";
import { TakeBackPlan } from "./take-back.tsx";
import { countsText } from "./words.ts";

const PAGE = 50;

function stateText(step: Step): string | null {
  if (step.state !== "done") return t("ui.history.is_undone");
  return step.taken_back ? t("ui.history.is_taken_back") : null;
}

/** What it touched: records by their kinds; where there is none, of how many fields it said something. */
function aboutText(step: Step): string[] {
  const fields = step.fields > 0 ? t("ui.history.of_fields", { n: step.fields }) : "";
  return [countsText(step.touched) || fields, stateText(step)].flatMap((text) => text || []);
}

function StepLine({ step, open, onOpen }: { step: Step; open: boolean; onOpen: (open: boolean) => void }) {
  const name = stepName(step.op, step.state);
  return (
    <li className={style.line}>
      <div className={style.row}>
        <time className={style.quiet}>{instant(step.at)}</time>
        <div className={style.words}>
          <div>
            {name}
            {step.titles.length > 0 && ` · ${step.titles.join(t("ui.list_comma"))}`}
          </div>
          <div className={style.quiet}>{aboutText(step).join(" · ")}</div>
        </div>
        {step.state === "done" && (
          <Button
            kind="link"
            aria-expanded={open}
            aria-label={t("ui.history.take_back_step", { step: name, when: instant(step.at) })}
            onPress={() => onOpen(!open)}
          >
            {t("ui.history.take_back")}…
          </Button>
        )}
      </div>
      {open && <TakeBackPlan step={step.seq} onDone={() => onOpen(false)} />}
    </li>
  );
}

export function Steps() {
  const [open, setOpen] = useState<number | null>(null);
  const {
    data: steps,
    error,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
  } = useInfiniteQuery({
    queryKey: ["historySteps"],
    meta: { of: ["*"] },
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) => commands.historySteps(pageParam, PAGE, null),
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.seq : undefined),
    select: ({ pages }) => pages.flat(),
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!steps) return null;
  if (steps.length === 0) return <Empty title={t("ui.history.no_steps")} />;
  return (
    <>
      <ol className={style.list}>
        {steps.map((step) => (
          <StepLine
            key={step.seq}
            step={step}
            open={open === step.seq}
            onOpen={(yes) => setOpen(yes ? step.seq : null)}
          />
        ))}
      </ol>
      {hasNextPage && (
        <Button kind="line" busy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t("ui.history.older")}
        </Button>
      )}
    </>
  );
}
