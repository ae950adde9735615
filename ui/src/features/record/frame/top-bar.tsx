/** Above the record: where it belongs and what it is called, however far down one has read; its neighbours in the list, the whole sheet, and away. */
import {
  ArrowRightLeft,
  ChevronDown,
  ChevronRight,
  ChevronUp,
  Mail,
  Maximize2,
  Minimize2,
  X,
} from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { IconButton } from "../../../components/button.tsx";
import type { Ref } from "../../../ipc/bindings.ts";
import { complain } from "../../../ipc/error.ts";
import { isWrittenAbout } from "../../../ipc/mail.ts";
import { askHandOver } from "../../../lib/hand-over.ts";
import { t } from "../../../lib/i18n.ts";
import { useShortcut } from "../../../lib/keys.ts";
import { askMail } from "../../../lib/mail.ts";
import { closeRecord, type RecordRef, replacePlace } from "../../../lib/place.ts";
import { walk } from "../../../lib/walk.ts";
import style from "./record.module.css";

export function TopBar(props: {
  record: RecordRef;
  full: boolean;
  path: readonly Ref[];
  /** what it is called */ name: string;
  note?: string;
  /** what else can be done with it */ more?: ReactNode;
}) {
  const { record, full, path, name, note, more } = props;
  const step = (by: 1 | -1) => () => {
    walk(record, by).catch(complain);
  };
  const toggle = () => replacePlace({ full: !full });
  useShortcut("[", "ui.record.previous", step(-1));
  useShortcut("]", "ui.record.following", step(1));
  useShortcut("esc", "ui.record.close", closeRecord);
  useShortcut("mod+enter", full ? "ui.record.beside" : "ui.record.page", toggle);
  return (
    <div className={style.top}>
      <nav className={style.path} aria-label={t("ui.record.path")}>
        {path.map((ref, at) => (
          <Fragment key={ref.id}>
            {at > 0 && <ChevronRight size={12} aria-hidden />}
            <AriaButton
              className={style.crumb ?? ""}
              onPress={() => replacePlace({ record: { entity: "unit", id: ref.id } })}
            >
              {ref.label}
            </AriaButton>
          </Fragment>
        ))}
        {path.length > 0 && name && <ChevronRight size={12} aria-hidden />}
        <span className={style.here} aria-current="page" title={name}>
          {name}
        </span>
        {note && <span className={style.kind}>{note}</span>}
      </nav>
      {isWrittenAbout(record.entity) && record.asOf === undefined && (
        <IconButton
          label={t("ui.mail.write")}
          icon={Mail}
          size={14}
          onPress={() => askMail(record.entity, record.id)}
        />
      )}
      {(record.entity === "unit" || record.entity === "contact") && (
        <IconButton
          label={t(record.entity === "unit" ? "ui.handover.title" : "ui.handover.succession")}
          icon={ArrowRightLeft}
          size={14}
          onPress={() =>
            askHandOver(
              record.entity === "unit"
                ? { kind: "units", ids: [record.id] }
                : { kind: "contact", id: record.id },
            )
          }
        />
      )}
      <IconButton label={t("ui.record.previous")} icon={ChevronUp} combo="[" onPress={step(-1)} />
      <IconButton label={t("ui.record.following")} icon={ChevronDown} combo="]" onPress={step(1)} />
      <IconButton
        label={t(full ? "ui.record.beside" : "ui.record.page")}
        icon={full ? Minimize2 : Maximize2}
        size={14}
        combo="mod+enter"
        onPress={toggle}
      />
      {more}
      <IconButton label={t("ui.record.close")} icon={X} combo="esc" onPress={closeRecord} />
    </div>
  );
}
