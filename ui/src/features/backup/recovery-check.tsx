/** Once a year: is the recovery key still where it was put? Typed, it is checked, and nothing else happens. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Notice } from "../../components/notice.tsx";
import { Part, Row } from "../../components/row.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { proofs } from "../../ipc/proofs.ts";
import { invalidate } from "../../ipc/query.ts";
import { ago } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { go } from "../../lib/place.ts";
import style from "./proofs.module.css";

function Ask({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const [typed, setTyped] = useState("");
  const check = useAction(async () => {
    await commands.recoveryCheck(typed);
    await invalidate(["backup"]);
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== "") void check.run();
  };
  return (
    <form className={style.ask} onSubmit={submit}>
      <SecretField
        label={t("ui.unlock.recovery_key")}
        value={typed}
        onChange={setTyped}
        error={check.error && sentence(check.error)}
        autoFocus
        autoComplete="off"
      />
      <div className={style.foot}>
        <Button kind="main" type="submit" busy={check.busy} isDisabled={typed === ""}>
          {t("ui.paper.check_do")}
        </Button>
        <Button kind="line" onPress={onCancel}>
          {t("ui.cancel")}
        </Button>
        <Button kind="link" onPress={() => go({ at: "settings", part: "security" })}>
          {t("ui.paper.lost")}
        </Button>
      </div>
    </form>
  );
}

export function RecoveryCheck() {
  const { data } = useQuery(proofs);
  const [asking, setAsking] = useState(false);
  const [there, setThere] = useState(false);
  const now = useNow();
  const later = useAction(async () => {
    await commands.recoveryPutOff();
    await invalidate(["backup"]);
  });
  if (!data) return null;
  const seen = t("ui.paper.seen", { when: ago(data.recovery_proved_at, now) });
  return (
    <Part title={t("ui.paper.title")}>
      <Row
        label={data.recovery_asked ? t("ui.paper.question") : t("ui.paper.calm")}
        detail={data.recovery_asked ? <Mark tone="warn">{seen}</Mark> : seen}
      >
        {!asking && (
          <>
            {data.recovery_asked && (
              <Button kind="link" busy={later.busy} onPress={() => void later.run()}>
                {t("ui.paper.later")}
              </Button>
            )}
            <Button kind="line" onPress={() => setAsking(true)}>
              {t("ui.paper.check")}
            </Button>
          </>
        )}
      </Row>
      {asking && (
        <Ask
          onDone={() => {
            setAsking(false);
            setThere(true);
          }}
          onCancel={() => setAsking(false)}
        />
      )}
      {there && !asking && (
        <Notice tone="ok" live>
          {t("ui.paper.there")}
        </Notice>
      )}
      {later.error && (
        <Notice tone="bad" live>
          {sentence(later.error)}
        </Notice>
      )}
    </Part>
  );
}
