/** Step three: what would happen, row by row, and the decisions only a person can make. */
import { ArrowLeft, Save } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { Segments } from "../../components/toggle.tsx";
import { Windowed } from "../../components/windowed.tsx";
import { useAction } from "../../ipc/action.ts";
import {
  commands,
  type ImportLayout,
  type ImportOpened,
  type ImportPlan,
  type RowState,
} from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { invalidate } from "../../ipc/query.ts";
import { number } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { countsText } from "./counts.ts";
import { setDraft } from "./draft.ts";
import style from "./importer.module.css";
import { PreviewRow } from "./preview-row.tsx";
import { useRows } from "./use-rows.ts";

type Props = { opened: ImportOpened; layout: ImportLayout; plan: ImportPlan };
const states: readonly RowState[] = ["new", "changed", "same", "doubtful", "refused"];
const rowHeight = 48;

/** What most wants a look first. */
function firstState({ counts }: ImportPlan): RowState {
  const order: readonly RowState[] = ["doubtful", "refused", "new", "changed", "same"];
  return order.find((state) => counts[state] > 0) ?? "new";
}

const atMost = 1000;

/** The numbers of all rows that still wait for a decision. */
async function undecided({ session, counts }: ImportPlan): Promise<number[]> {
  const found: number[] = [];
  for (let from = 0; from < counts.doubtful; from += atMost) {
    const rows = await commands.importRows(session, "doubtful", from, atMost);
    found.push(...rows.filter(({ decision }) => decision === "").map(({ row }) => row));
  }
  return found;
}

function Running() {
  const job = useJob("import");
  const progress = job?.progress;
  const phase = progress && message(progress.phase);
  return (
    <div className={style.running}>
      <Progress
        label={phase || t("ui.job.import")}
        detail={progress?.total ? `${number(progress.done)} / ${number(progress.total)}` : ""}
        done={progress?.done ?? 0}
        total={progress?.total ?? null}
      />
      <Button kind="line" onPress={() => void commands.jobCancel("import").catch(() => undefined)}>
        {t("ui.stop")}
      </Button>
    </div>
  );
}

export function Preview({ opened, layout, plan }: Props) {
  const [state, setState] = useState(() => firstState(plan));
  const version = useRef({ plan, n: 0 });
  if (version.current.plan !== plan) version.current = { plan, n: version.current.n + 1 };
  const rows = useRows(plan.session, state, version.current.n);
  const { counts } = plan;

  const decide = useAction(async (numbers: number[], decision: string) => {
    setDraft({
      step: "preview",
      opened,
      layout,
      plan: await commands.importDecide(plan.session, numbers, decision),
    });
  }, "in turn");
  const decideAll = useAction(async (decision: string) => {
    await decide.run(await undecided(plan), decision);
  });
  const save = useAction(async () => {
    if (await commands.importSaveRefused(plan.session)) say({ text: t("ui.import.refused_saved") });
  });
  const perform = useAction(async () => {
    try {
      const done = await commands.importPerform(plan.session);
      setDraft({ step: "done", opened, done });
      await invalidate(["app"]);
    } catch (reason) {
      // The core may have planned anew, where the vault changed meanwhile: show that plan.
      const fresh = await commands.importDecide(plan.session, [], "");
      setDraft({ step: "preview", opened, layout, plan: fresh });
      throw reason;
    }
  });
  const error = perform.error ?? decide.error ?? decideAll.error ?? save.error;
  const writes = Object.values(plan.records).reduce((sum, n) => sum + n, 0);

  return (
    <>
      <div className={style.bar}>
        <Segments
          label={t("ui.import.show")}
          value={state}
          onChange={setState}
          options={states.map((one) => ({
            id: one,
            label: `${t(`ui.import.state.${one}`)} ${number(counts[one])}`,
          }))}
        />
        <span className={style.space}>{state === "doubtful" && t("ui.import.undecided_note")}</span>
        {state === "doubtful" && counts.doubtful > 1 && (
          <Menu
            label={t("ui.import.decide_all")}
            trigger={<Button kind="line">{t("ui.import.decide_all")}</Button>}
          >
            <MenuItem onAction={() => void decideAll.run("new")}>{t("ui.import.all_new")}</MenuItem>
            <MenuItem onAction={() => void decideAll.run("skip")}>{t("ui.import.all_skip")}</MenuItem>
          </Menu>
        )}
        {counts.refused > 0 && (
          <Button kind="line" icon={Save} busy={save.busy} onPress={() => void save.run()}>
            {t("ui.import.save_refused")}
          </Button>
        )}
      </div>
      {counts[state] === 0 ? (
        <p className={style.none}>{t("ui.import.none_in_state")}</p>
      ) : (
        <Windowed
          key={state}
          label={t(`ui.import.state.${state}`)}
          count={counts[state]}
          rowHeight={rowHeight}
          onRange={rows.onRange}
        >
          {(index) => <PreviewRow row={rows.at(index)} onDecide={(row, to) => void decide.run([row], to)} />}
        </Windowed>
      )}
      <div className={style.foot}>
        {error && (
          <Notice tone={isKind(error, "cancelled") ? "plain" : "bad"} live>
            {sentence(error)}
          </Notice>
        )}
        {perform.busy ? (
          <Running />
        ) : (
          <div className={style.acts}>
            <Button icon={ArrowLeft} onPress={() => setDraft({ step: "columns", opened, layout })}>
              {t("ui.import.to_columns")}
            </Button>
            <span className={style.quiet}>{countsText(plan.records)}</span>
            <Button kind="main" isDisabled={writes === 0} onPress={() => void perform.run()}>
              {t("ui.import.perform", { n: writes })}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
