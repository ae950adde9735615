/** Step three: what would happen, row by row, and the decisions only a person can make. */
import { ArrowLeft, Save } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { Notice } from "../../components/notice.tsx";
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
import { undo } from "../../ipc/history.ts";
import { invalidate } from "../../ipc/query.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";
import { ImportCountry } from "./country.tsx";
import { countsText } from "./counts.ts";
import { doWith, showColumns, showDone, showPlanAgain, useWork } from "./draft.ts";
import style from "./importer.module.css";
import { PreviewRow } from "./preview-row.tsx";
import { useRows } from "./use-rows.ts";
import { Working } from "./working.tsx";

type Props = { opened: ImportOpened; layout: ImportLayout; plan: ImportPlan; n: number };
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

/** Carries the plan out. One that was given up too late to be stopped is told, for it is in the vault. */
const perform = ({ opened, plan }: Props) =>
  doWith("perform", async (still) => {
    try {
      const done = await commands.importPerform(plan.session);
      if (still()) showDone(opened, done);
      else
        say({
          text: t("ui.import.done_anyway", { file: opened.file_name }),
          action: { label: t("ui.undo"), run: undo },
        });
      await invalidate(["app"]);
    } catch (reason) {
      // The core may have planned anew, where the vault changed meanwhile: show that plan.
      const again = still() ? await commands.importDecide(plan.session, [], "").catch(() => null) : null;
      if (again) showPlanAgain(opened, again);
      throw reason;
    }
  });

export function Preview(props: Props) {
  const { opened, layout, plan, n } = props;
  const [state, setState] = useState(() => firstState(plan));
  const rows = useRows(plan.session, state, n);
  /** of which row all words are shown, and in which plan: in another one another row stands there */
  const [pressed, setPressed] = useState<{ plan: number; at: number } | null>(null);
  const whole = pressed?.plan === n ? pressed.at : null;
  const work = useWork();
  const isWriting = work.doing !== null;
  const { counts } = plan;

  const decide = useAction(async (numbers: number[], decision: string) => {
    showPlanAgain(opened, await commands.importDecide(plan.session, numbers, decision));
  }, "in turn");
  const decideAll = useAction(async (decision: string) => {
    await decide.run(await undecided(plan), decision);
  });
  const save = useAction(async () => {
    if (await commands.importSaveRefused(plan.session)) say({ text: t("ui.import.refused_saved") });
  });
  const place = useAction(async (said: string) => {
    showPlanAgain(opened, await commands.importDecide(plan.session, [], `country:${said}`));
  }, "in turn");
  const elsewhere = place.error?.key === "error.import_country" ? null : place.error;
  const error = work.error ?? decide.error ?? decideAll.error ?? save.error ?? elsewhere;
  const writes = Object.values(plan.records).reduce((sum, n) => sum + n, 0);

  return (
    <>
      <div className={style.bar}>
        <Segments
          label={t("ui.import.show")}
          value={state}
          onChange={(next) => {
            setState(next);
            setPressed(null);
          }}
          options={states.map((one) => ({
            id: one,
            label: `${t(`ui.import.state.${one}`)} ${number(counts[one])}`,
          }))}
        />
        <span className={style.space}>
          {state === "doubtful" && rows.waiting && t("ui.import.undecided_note")}
        </span>
        {state === "doubtful" && counts.doubtful > 1 && !isWriting && (
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
          opened={whole}
          onRange={rows.onRange}
        >
          {(index) => (
            <PreviewRow
              row={rows.at(index)}
              opened={index === whole}
              onOpen={() => setPressed(index === whole ? null : { plan: n, at: index })}
              fixed={isWriting}
              onDecide={(row, to) => void decide.run([row], to)}
            />
          )}
        </Windowed>
      )}
      <div className={style.foot}>
        {plan.country !== null && (
          <ImportCountry
            key={plan.country}
            country={plan.country}
            refused={place.error}
            fixed={isWriting}
            onSay={(said) => void place.run(said)}
          />
        )}
        {plan.unreasoned > 0 && (
          <Notice tone="warn">{t("ui.import.unreasoned", { n: plan.unreasoned })}</Notice>
        )}
        {error && (
          <Notice tone={isKind(error, "cancelled") ? "plain" : "bad"} live>
            {sentence(error)}
          </Notice>
        )}
        {isWriting ? (
          <Working label={t("ui.job.import")} />
        ) : (
          <div className={style.acts}>
            <Button icon={ArrowLeft} onPress={() => showColumns(opened, layout)}>
              {t("ui.import.to_columns")}
            </Button>
            <span className={style.quiet}>{countsText(plan.records)}</span>
            <Button kind="main" isDisabled={writes === 0} onPress={() => void perform(props)}>
              {t("ui.import.perform", { n: writes })}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
