/** A doubtful value is kept, for a reason that may be left out. */
import { ReasonForm } from "../../components/reason-form.tsx";
import { useAction } from "../../ipc/action.ts";
import { sentence } from "../../ipc/error.ts";
import { keepDoubtful } from "../../ipc/quality.ts";
import { t } from "../../lib/i18n.ts";
import { type Line, placeOf } from "./lines.ts";
import style from "./review.module.css";

export function KeepDoubtful({ line, onDone }: { line: Line; onDone: () => void }) {
  const keeping = useAction(async (reason: string) => {
    await keepDoubtful(placeOf(line), reason);
    onDone();
  });
  return (
    <ReasonForm
      label={t("ui.doubt.reason")}
      submit={t("ui.doubt.keep")}
      kind="main"
      className={style.asking}
      busy={keeping.busy}
      refused={keeping.error && sentence(keeping.error)}
      onSubmit={(reason) => void keeping.run(reason)}
      onLeave={onDone}
    />
  );
}
