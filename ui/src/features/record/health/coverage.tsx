/** How well a customer is known, and each point of it: what is missing first. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components/Button";
import { Popover } from "../../../components/popover.tsx";
import type { Id, Point } from "../../../ipc/bindings.ts";
import { aspectLabel, qualityOf } from "../../../ipc/quality.ts";
import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import style from "./questions.module.css";

function Points({ title, points, had }: { title: string; points: readonly Point[]; had: boolean }) {
  if (points.length === 0) return null;
  return (
    <div className={had ? style.had : undefined}>
      <h4>{title}</h4>
      <ul>
        {points.map(({ key, points: n }) => (
          <li key={key}>
            <span>{aspectLabel(key)}</span>
            <span>{had ? number(n) : `+${number(n)}`}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function CoverageMark({ unit }: { unit: Id }) {
  const { data } = useQuery({ ...qualityOf("unit", unit), select: ({ coverage }) => coverage });
  if (!data) return null;
  const { score, points } = data;
  const some = (had: boolean) => points.filter((one) => one.had === had).sort((a, b) => b.points - a.points);
  return (
    <span>
      <Popover
        label={t("ui.quality.coverage", { n: score })}
        trigger={
          <Button className={style.score ?? ""}>
            <span className={style.bar} aria-hidden>
              <i style={{ width: `${score}%` }} />
            </span>
            {t("ui.quality.coverage", { n: score })}
          </Button>
        }
      >
        <div className={style.points}>
          <Points title={t("ui.quality.missing", { n: 100 - score })} points={some(false)} had={false} />
          <Points title={t("ui.quality.known", { n: score })} points={some(true)} had />
        </div>
      </Popover>
    </span>
  );
}
