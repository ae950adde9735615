/** A doubtful value is kept, for a reason that may be left out. */
import { ReasonForm } from "../../components/reason-form.tsx";
import { keepDoubtful } from "../../ipc/quality.ts";
import { t } from "../../lib/i18n.ts";
import { type Line, placeOf } from "./lines.ts";
import style from "./review.module.css";

export function KeepDoubtful({ line, onDone }: { line: Line; onDone: () => void }) {
  return (
    <ReasonForm
      label={t("ui.doubt.reason")}
      submit={t("ui.doubt.keep")}
      kind="main"
      className={style.asking}
      onSubmit={(reason) => void keepDoubtful(placeOf(line), reason).then(onDone)}
      onLeave={onDone}
    />
  );
}
