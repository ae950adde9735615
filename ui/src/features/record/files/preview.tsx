/** One file looked at, inside the window: a picture, the pages of a PDF, or letters. Nothing of it is on the disk. */

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Download, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Notice } from "../../../components/notice.tsx";
import type { RecordDto } from "../../../ipc/bindings.ts";
import { fileUrl, shownAs, textShown } from "../../../ipc/files.ts";
import { bytes } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { comboOf, isHeard } from "../../../lib/keys.ts";
import { textOf } from "../words.ts";
import style from "./files.module.css";
import { sizeOf } from "./words.ts";
import { saveOut } from "./writes.ts";

const PdfPages = lazy(() => import("./pdf-pages.tsx").then(({ PdfPages }) => ({ default: PdfPages })));

const steps = [25, 50, 75, 100, 150, 200, 300, 400];
const next = (zoom: number) => steps.find((step) => step > zoom) ?? zoom;
const before = (zoom: number) => steps.filter((step) => step < zoom).at(-1) ?? zoom;

function Letters({ file }: { file: RecordDto }) {
  const { data, isError } = useQuery({
    queryKey: ["file-text", file.id],
    queryFn: () => fetch(fileUrl(file.id)).then((answer) => (answer.ok ? answer.text() : Promise.reject())),
    meta: { of: ["attachment"] },
    // Not kept beyond the look at it.
    gcTime: 0,
  });
  if (isError) return <Unshown file={file} />;
  return (
    <>
      {sizeOf(file) > textShown && (
        <p className={style.hint}>{t("ui.files.beginning", { size: bytes(textShown) })}</p>
      )}
      <pre className={style.letters} data-selectable>
        {data}
      </pre>
    </>
  );
}

function Picture({ file, zoom }: { file: RecordDto; zoom: number }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <Unshown file={file} />;
  return (
    <img
      className={style.picture}
      data-fit={zoom === 100 || undefined}
      style={zoom === 100 ? undefined : { width: `${zoom}%` }}
      src={fileUrl(file.id)}
      alt={textOf(file, "name")}
      draggable={false}
      onError={() => setFailed(true)}
    />
  );
}

function Unshown({ file }: { file: RecordDto }) {
  const [refused, setRefused] = useState<string | null>(null);
  return (
    <>
      {refused && <Notice tone="bad">{refused}</Notice>}
      <Empty
        title={t("ui.files.unshown")}
        actions={
          <Button kind="line" icon={Download} onPress={() => saveOut(file, setRefused)}>
            {t("ui.files.save_out")}
          </Button>
        }
      >
        {t("ui.files.unshown_hint")}
      </Empty>
    </>
  );
}

export function FilePreview(props: {
  file: RecordDto;
  /** to the list it was opened from, where there is one */ onBack?: () => void;
}) {
  const { file, onBack } = props;
  const [zoom, setZoom] = useState(100);
  const [refused, setRefused] = useState<string | null>(null);
  const pane = useRef<HTMLElement>(null);
  const kind = shownAs(file);
  const name = textOf(file, "name");
  const listed = onBack !== undefined;
  const zooms = kind === "image" || kind === "pdf";
  useEffect(() => {
    if (!listed) return;
    pane.current?.focus({ preventScroll: true });
    // Below a long head there is little room: what is looked at comes up.
    pane.current?.scrollIntoView({ block: "start" });
  }, [listed]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Record<string, (() => void) | undefined> = {
      Escape: onBack,
      "+": zooms ? () => setZoom(next) : undefined,
      "=": zooms ? () => setZoom(next) : undefined,
      "-": zooms ? () => setZoom(before) : undefined,
      "0": zooms ? () => setZoom(100) : undefined,
    };
    const act = acts[event.key];
    if (!act || !isHeard(comboOf(event.nativeEvent))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <section
      ref={pane}
      className={style.preview}
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys work from here
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-testid="file-preview"
    >
      <header className={style.bar}>
        {onBack && <IconButton label={t("ui.files.back")} icon={ArrowLeft} combo="Escape" onPress={onBack} />}
        <span className={style.barName}>{name}</span>
        {zooms && (
          <>
            <IconButton label={t("ui.files.smaller")} icon={ZoomOut} onPress={() => setZoom(before)} />
            <span className={style.zoom}>{zoom === 100 ? t("ui.files.fit") : `${zoom}%`}</span>
            <IconButton label={t("ui.files.larger")} icon={ZoomIn} onPress={() => setZoom(next)} />
          </>
        )}
        <IconButton
          label={t("ui.files.save_out")}
          icon={Download}
          onPress={() => saveOut(file, setRefused)}
        />
      </header>
      {refused && <Notice tone="bad">{refused}</Notice>}
      <div className={style.stage}>
        {kind === "image" && <Picture file={file} zoom={zoom} />}
        {kind === "text" && <Letters file={file} />}
        {kind === "pdf" && (
          <Suspense>
            <PdfPages url={fileUrl(file.id)} zoom={zoom} failed={<Unshown file={file} />} />
          </Suspense>
        )}
        {kind === "not" && <Unshown file={file} />}
      </div>
    </section>
  );
}
