/**
 * Who is responsible for what: owner, backup owner and reviewer, group by group; on paper as one table in ink, small
 * enough that it mostly is one page.
 */
import { useQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { createPortal } from "react-dom";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { commands, type Duties, type Duty } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { instant, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { usePrinting } from "../../lib/printing.ts";
import style from "./duties.module.css";

const dutiesOf = read("duties", [], ["*"], commands.duties);
const ROLES = ["owner", "backup_owner", "reviewer"] as const;

/** What some are called: on paper, which lies about, only of those of which something may be told. */
function What({ entity, count, titles, told, paper }: Duty & { paper: boolean }) {
  const names = paper ? told : titles;
  const more = names.length > 0 ? count - names.length : 0;
  const named = names.join(t("ui.list_comma"));
  return (
    <>
      <span className={style.kind}>
        {entityLabel(entity)} {number(count)}
      </span>{" "}
      {more > 0 ? t("ui.duties.and_more", { named, n: more }) : named}
    </>
  );
}

function Lines({ data, paper = false }: { data: Duties; paper?: boolean }) {
  return (
    <table className={style.table}>
      <thead>
        <tr>
          <th scope="col">{fieldLabel("unit", "group")}</th>
          <th scope="col">{t("ui.duties.what")}</th>
          {ROLES.map((role) => (
            <th key={role} scope="col">
              {fieldLabel("unit", role)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.lines.map((line, at) => {
          const { group, entity, same } = line;
          const called = paper && line.untold_group ? t("ui.duties.untold") : group?.label;
          const before = data.lines[at - 1]?.group;
          const again = at > 0 && before?.id === group?.id;
          const people = ROLES.map((role) => line[role]);
          return (
            <tr key={[group?.id, entity, ...people].join(" ")} data-again={again || undefined}>
              <th scope="row">
                <span className={again ? "vh" : undefined}>{called ?? t("ui.duties.no_group")}</span>
              </th>
              <td className={style.what}>
                <What {...line} paper={paper} />
              </td>
              {ROLES.map((role) => (
                <td key={role} data-none={line[role] === null || undefined}>
                  <span className={style.who}>
                    {line[role] ?? (role === "owner" ? t("ui.duties.nobody") : "—")}
                  </span>
                  {role === "owner" && same && <span className={style.same}> {t("ui.duties.same")}</span>}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Paper({ data }: { data: Duties }) {
  const today = instant(useNow()).slice(0, 10);
  return createPortal(
    <div data-print-sheet className={style.paper}>
      <header className={style.paperHead}>
        <h1>{t("ui.duties.title")}</h1>
        <span>{t("ui.agenda.printed", { date: today })}</span>
      </header>
      <Lines data={data} paper />
      {data.more > 0 && <p>{t("ui.duties.more", { n: data.more })}</p>}
    </div>,
    document.body,
  );
}

export function ResponsibleFor() {
  const { data, error } = useQuery(dutiesOf);
  const { printing, print } = usePrinting();
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!data) return null;
  if (data.lines.length === 0) return <Empty title={t("ui.duties.empty")}>{t("ui.duties.empty_hint")}</Empty>;
  return (
    <section className={style.duties} aria-label={t("ui.duties.title")}>
      <div className={style.head}>
        <p>{data.unowned > 0 ? t("ui.duties.unowned", { n: data.unowned }) : t("ui.duties.all_owned")}</p>
        <Button icon={Printer} onPress={print}>
          {t("ui.duties.print")}
        </Button>
      </div>
      <Lines data={data} />
      {data.more > 0 && <p className={style.note}>{t("ui.duties.more", { n: data.more })}</p>}
      {printing && <Paper data={data} />}
    </section>
  );
}
