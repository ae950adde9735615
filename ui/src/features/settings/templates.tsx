/** Templates by industry: what each would add is read before it is added; one can be saved from here and loaded. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type TemplatePlan } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { kindWord, told } from "./field-kinds.ts";
import style from "./fields.module.css";

const templates = read(
  "templates",
  [],
  ["field_def", "choice", "rhythm", "numbering", "hidden_module", "field_limit", "saved_view"],
  commands.templateList,
);

async function apply(key: string): Promise<boolean> {
  await whileSaving(commands.templateApply(key));
  told();
  return true;
}

async function save(): Promise<void> {
  if (await commands.templateSave()) say({ text: t("ui.templates.saved") });
}

function Items({ plan }: { plan: TemplatePlan }) {
  return (
    <ul className={style.items} aria-label={plan.name}>
      {plan.items.map(({ what, of, label, kind, there }) => (
        <li key={`${what} ${of} ${label}`} data-there={there || undefined}>
          <span>{label}</span>
          <span className={style.what}>
            {t(`ui.templates.what.${what}`)}
            {what === "field" || what === "numbering" || what === "view" ? ` · ${entityLabel(of)}` : ""}
            {kind && ` · ${kindWord(kind)}`}
          </span>
          <span className={style.what}>{there ? t("ui.templates.there") : t("ui.templates.new")}</span>
        </li>
      ))}
    </ul>
  );
}

export function Templates() {
  const { data: all } = useQuery(templates);
  const [picked, setPicked] = useState<string | null>(null);
  const [file, setFile] = useState<TemplatePlan | null>(null);
  const applying = useAction(apply);
  const loading = useAction(commands.templatePick);
  const saving = useAction(save);
  if (!all) return null;
  const plan = file ?? all.find(({ key }) => key === picked) ?? all[0];
  const fresh = plan?.items.filter(({ there }) => !there).length ?? 0;
  const error = applying.error ?? loading.error ?? saving.error;
  return (
    <Part title={t("ui.settings.part.templates")} note={t("ui.templates.detail")}>
      <Row label={t("ui.templates.which")} detail={plan?.about}>
        <Select
          aria-label={t("ui.templates.which")}
          value={file ? "" : (plan?.key ?? null)}
          onChange={(key) => {
            applying.clear();
            setFile(null);
            setPicked(key);
          }}
          options={[
            ...(file ? [{ id: "", label: file.name }] : []),
            ...all.map(({ key, name }) => ({ id: key, label: name })),
          ]}
        />
      </Row>
      {plan && <Items plan={plan} />}
      {error && (
        <p className={style.wrong} role="alert">
          {sentence(error)}
        </p>
      )}
      <div className={style.bar}>
        <Button
          kind="main"
          busy={applying.busy}
          isDisabled={fresh === 0}
          onPress={() => {
            if (plan) void applying.run(plan.key).then((done) => done && setFile(null));
          }}
        >
          {fresh === 0 ? t("ui.templates.nothing") : t("ui.templates.apply", { n: fresh })}
        </Button>
        <Button
          kind="line"
          busy={loading.busy}
          onPress={() => void loading.run().then((found) => found && setFile(found))}
        >
          {t("ui.templates.load")}
        </Button>
        <Button kind="line" busy={saving.busy} onPress={() => void saving.run()}>
          {t("ui.templates.save")}
        </Button>
      </div>
    </Part>
  );
}
