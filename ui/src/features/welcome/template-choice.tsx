/** A template for the new vault, or none: what each is for, and in a line what the chosen one brings. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "../../components/select.tsx";
import { commands, type TemplateOffer } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import style from "./welcome.module.css";

const offers = read("templateOffers", [], ["app"], commands.templateOffers);

function brings({ fields, choices, rhythms, views, numbers }: TemplateOffer): string {
  return t("ui.welcome.template_brings", {
    fields: fields.join(t("ui.welcome.template_comma")),
    choices,
    rhythms,
    views,
    numbers: numbers ? "yes" : "no",
  });
}

export function TemplateChoice(props: { value: string; onChange: (key: string) => void }) {
  const { value, onChange } = props;
  const { data: all = [] } = useQuery(offers);
  const chosen = all.find(({ key }) => key === value);
  return (
    <div className={style.template}>
      <span aria-hidden>{t("ui.welcome.template")}</span>
      <Select
        aria-label={t("ui.welcome.template")}
        value={value}
        onChange={onChange}
        options={[
          { id: "", label: t("ui.welcome.template_none"), detail: t("ui.welcome.template_none_detail") },
          ...all.map(({ key, name, about }) => ({ id: key, label: name, detail: about })),
        ]}
      />
      <p className={style.template_brings}>{chosen ? brings(chosen) : t("ui.welcome.template_later")}</p>
    </div>
  );
}
