/** The head of a brief: what else the customer is called, and what is known of them. */
import type { Brief } from "../../ipc/bindings.ts";
import style from "./brief.module.css";
import { Secret } from "./secret.tsx";

export function Facts({ brief: { also, facts } }: { brief: Brief }) {
  return (
    <div className={style.head}>
      {also && <p className={style.also}>{also}</p>}
      <dl className={style.facts}>
        {facts.map(({ label, value, secret }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd data-selectable>
              {value}
              {secret && <Secret />}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
