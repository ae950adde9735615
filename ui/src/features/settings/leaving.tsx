/** Taking everything along: one workbook or plain text files, and the files on records; readable without this program. */
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Switch } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { type AppState, commands, type ExportDone } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { useJob } from "../../ipc/job.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { Parcel } from "./parcel.tsx";

const formats = ["xlsx", "csv"] as const;

/** Counted while one is here: what is confidential changes with any record. */
const confidentialIn = read("exportConfidential", [], ["*"], commands.exportConfidential);

export function Leaving({ state }: { state: AppState }) {
  const job = useJob("export");
  const { data: secret = 0 } = useQuery(confidentialIn);
  const [along, setAlong] = useState(false);
  const [saved, setSaved] = useState<ExportDone | null>(null);
  const save = useAction(async (format: (typeof formats)[number]) => {
    setSaved(null);
    setSaved(await commands.exportAll(format, along));
  });
  return (
    <>
      <Part title={t("ui.settings.part.leaving")}>
        {formats.map((format) => (
          <Row
            key={format}
            label={t(`ui.settings.export.${format}`)}
            detail={t(`ui.settings.export_detail.${format}`)}
          >
            <Button kind="line" icon={Download} isDisabled={save.busy} onPress={() => void save.run(format)}>
              {t("ui.settings.export_do")}
            </Button>
          </Row>
        ))}
        {secret > 0 && (
          <Row
            label={t("ui.settings.export_confidential", { n: secret })}
            detail={t(
              along ? "ui.settings.export_confidential_along" : "ui.settings.export_confidential_here",
            )}
          >
            <Switch
              aria-label={t("ui.settings.export_confidential", { n: secret })}
              value={along}
              onChange={setAlong}
            />
          </Row>
        )}
        <Row
          label={t("ui.settings.vault_folder")}
          detail={<span data-selectable>{state.vault?.folder}</span>}
        />
        <Row label={t("ui.settings.backup_format")} detail={t("ui.settings.backup_format_detail")} />
      </Part>
      {save.busy && (
        <Progress
          label={t("ui.job.export")}
          done={job?.progress?.done ?? 0}
          total={job?.progress?.total ?? null}
        />
      )}
      {saved && (
        <Notice tone="ok" live>
          <div>{t("ui.settings.exported", { file: saved.place })}</div>
          {saved.folder && (
            <div>{t("ui.settings.exported_files", { count: saved.files, folder: saved.folder })}</div>
          )}
          {saved.confidential > 0 && <div>{t("ui.settings.export_stayed", { n: saved.confidential })}</div>}
        </Notice>
      )}
      {saved && saved.left_out.length > 0 && (
        <Notice tone="bad" live>
          {t("ui.settings.export_left_out", { names: saved.left_out.join(", ") })}
        </Notice>
      )}
      {save.error && (
        <Notice tone={isKind(save.error, "cancelled") ? "plain" : "bad"} live>
          {sentence(save.error)}
        </Notice>
      )}
      <Notice tone="warn">{t("ui.settings.export_warning")}</Notice>
      <Part title={t("ui.settings.part.parcel")}>
        <Parcel vault={state.vault?.name ?? ""} />
      </Part>
    </>
  );
}
