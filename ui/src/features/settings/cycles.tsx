/** How often customers of each class are looked through as a whole, and which kinds of unit are. */
import { useQuery } from "@tanstack/react-query";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { Check, Switch } from "../../components/toggle.tsx";
import { type Choice, type CycleRules, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { catalog, read } from "../../ipc/query.ts";
import { choicesOffered, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { turns } from "../../lib/turns.ts";
import style from "./cycles.module.css";

const rulesOf = read("cycleRules", [], ["review_cycle"], commands.cycleRules);
/** In the core's order: of two that are as short, the first is the reason. */
const lists = [
  { list: "size_class", field: "size_class" },
  { list: "unit_level", field: "level" },
] as const;
const offered = [1, 2, 3, 6, 12, 0];
/** A class of which nothing is said. */
const REST = "rest";

const monthsOffered = () =>
  offered.map((n) => ({ id: `${n}`, label: t(`ui.cycle.every.${n}` as "ui.cycle.every.1") }));

const inTurn = turns();

/** Onto what stands by then: of two quick changes none takes the other back. */
function put(make: (now: CycleRules) => CycleRules): Promise<void> {
  return inTurn(async () => {
    const now = await commands.cycleRules();
    await whileSaving(commands.cycleRulesSet(make(now)));
    const back = () => void put(() => now);
    say({ text: t("ui.cycles.changed"), action: { label: t("ui.undo"), run: back } });
  }).catch((error: unknown) => {
    say({ text: sentence(error) });
  });
}

const change = (part: (now: CycleRules) => Partial<CycleRules>) =>
  void put((now) => ({ ...now, ...part(now) }));

type ClassProps = { list: string; code: string; name: string; rules: CycleRules };

function ClassRow({ list, code, name, rules }: ClassProps) {
  const same = (one: { list: string; class: string }) => one.list === list && one.class === code;
  const said = rules.classes.find(same);
  const set = (picked: string) => {
    const own = picked === REST ? [] : [{ list, class: code, months: Number(picked) }];
    change((now) => ({ classes: [...now.classes.filter((one) => !same(one)), ...own] }));
  };
  return (
    <Row label={name}>
      <Select
        aria-label={t("ui.cycles.class", { class: name })}
        value={said ? `${said.months}` : REST}
        onChange={set}
        options={[{ id: REST, label: t("ui.cycles.as_rest") }, ...monthsOffered()]}
      />
    </Row>
  );
}

function Kinds({ rules, choices }: { rules: CycleRules; choices: readonly Choice[] }) {
  const set = (id: string, on: boolean) =>
    change((now) => {
      const others = now.kinds.filter((kind) => kind !== id);
      return { kinds: on ? [...others, id] : others };
    });
  return (
    <Row label={t("ui.cycles.kinds")} detail={t("ui.cycles.kinds_detail")}>
      <div className={style.kinds}>
        {choicesOffered(choices, "unit_kind").map(({ id, label }) => (
          <Check key={id} value={rules.kinds.includes(id)} onChange={(on) => set(id, on)}>
            {label}
          </Check>
        ))}
      </div>
    </Row>
  );
}

export function Cycles() {
  const { data: known } = useQuery(catalog);
  const { data: rules } = useQuery(rulesOf);
  if (!known || !rules) return null;
  return (
    <Part title={t("ui.settings.part.cycles")}>
      <p className={style.intro}>{t("ui.cycles.detail")}</p>
      <Row label={t("ui.cycles.on")} detail={t("ui.cycles.on_detail")}>
        <Switch aria-label={t("ui.cycles.on")} value={rules.on} onChange={(on) => change(() => ({ on }))} />
      </Row>
      {lists.flatMap(({ list, field }) =>
        choicesOffered(known.choices, list).map(({ id, label }) => (
          <ClassRow
            key={`${list}.${id}`}
            list={list}
            code={id}
            name={t("ui.cycles.name", { list: fieldLabel("unit", field), class: label })}
            rules={rules}
          />
        )),
      )}
      <Row label={t("ui.cycle.rest")}>
        <Select
          aria-label={t("ui.cycles.class", { class: t("ui.cycle.rest") })}
          value={`${rules.otherwise}`}
          onChange={(months) => change(() => ({ otherwise: Number(months) }))}
          options={monthsOffered()}
        />
      </Row>
      <Kinds rules={rules} choices={known.choices} />
    </Part>
  );
}
