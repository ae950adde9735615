/** How far long work has come: a bar with counts, or a moving one where the end is not known. */
import { Label } from "react-aria-components/Label";
import { ProgressBar } from "react-aria-components/ProgressBar";
import style from "./progress.module.css";

export function Progress(props: {
  label: string;
  done: number;
  total: number | null;
  detail?: string;
  bare?: boolean;
}) {
  const { label, done, total, detail, bare } = props;
  const share = total ? Math.min(100, (done / total) * 100) : 0;
  return (
    <ProgressBar
      className={style.progress ?? ""}
      isIndeterminate={!total}
      value={share}
      {...(detail && { valueLabel: detail })}
      {...(bare && { "aria-label": label })}
    >
      {!bare && (
        <div className={style.words}>
          <Label>{label}</Label>
          {detail && <span>{detail}</span>}
        </div>
      )}
      <div className={style.track}>
        <div
          className={`${style.fill} ${total ? "" : style.unknown}`}
          style={total ? { width: `${share}%` } : undefined}
        />
      </div>
    </ProgressBar>
  );
}
