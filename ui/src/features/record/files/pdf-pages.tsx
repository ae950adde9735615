/**
 * The pages of a PDF, drawn one at a time on a canvas: the web view of some systems shows none by itself. No script
 * of the document runs, nothing is fetched but what the program brings along, and the bytes stay in memory.
 */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { IconButton } from "../../../components/button.tsx";
import { t } from "../../../lib/i18n.ts";
import style from "./files.module.css";

GlobalWorkerOptions.workerSrc = worker;

/** Chinese documents often rely on letter tables and faces they do not bring along. */
const tables = import.meta.glob<string>(
  "../../../../node_modules/pdfjs-dist/{cmaps,standard_fonts}/*.{bcmap,pfb,ttf}",
  {
    query: "?url",
    import: "default",
    eager: true,
  },
);
const tableUrls = new Map(Object.entries(tables).map(([path, url]) => [path.split("/").at(-1), url]));

class OwnTables {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const url = tableUrls.get(filename);
    if (!url) throw new Error("no such table");
    return new Uint8Array(await (await fetch(url)).arrayBuffer());
  }
}

const quiet: Parameters<typeof getDocument>[0] = {
  BinaryDataFactory: OwnTables,
  cMapUrl: "own/",
  standardFontDataUrl: "own/",
  useWorkerFetch: false,
  useWasm: false,
  enableXfa: false,
  stopAtErrors: false,
  verbosity: 0,
};

function useDocument(url: string): PDFDocumentProxy | "failed" | null {
  const [opened, setOpened] = useState<PDFDocumentProxy | "failed" | null>(null);
  useEffect(() => {
    let gone = false;
    const stop = new AbortController();
    let task: ReturnType<typeof getDocument> | undefined;
    const open = async () => {
      const answer = await fetch(url, { signal: stop.signal });
      if (!answer.ok) throw new Error("not served");
      const data = new Uint8Array(await answer.arrayBuffer());
      if (gone) return;
      task = getDocument({ ...quiet, data });
      const found = await task.promise;
      if (!gone) setOpened(found);
    };
    open().catch(() => {
      if (!gone) setOpened("failed");
    });
    return () => {
      gone = true;
      stop.abort();
      void task?.destroy();
    };
  }, [url]);
  return opened;
}

function Page({ pdf, number, zoom }: { pdf: PDFDocumentProxy; number: number; zoom: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const frame = canvas.current?.parentElement;
    if (!frame) return;
    const watch = new ResizeObserver(() => setWidth(frame.clientWidth));
    watch.observe(frame);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const board = canvas.current;
    if (!board || width === 0) return;
    let drawing: { cancel: () => void; promise: Promise<void> } | undefined;
    let gone = false;
    const draw = async () => {
      const page = await pdf.getPage(number);
      if (gone) return;
      const natural = page.getViewport({ scale: 1 });
      const scale = (width / natural.width) * (zoom / 100);
      // A canvas beyond that is refused by web views.
      const sharp = Math.min(window.devicePixelRatio, 4096 / Math.max(natural.width, natural.height) / scale);
      const viewport = page.getViewport({ scale: scale * sharp });
      board.width = Math.floor(viewport.width);
      board.height = Math.floor(viewport.height);
      board.style.width = `${Math.floor(natural.width * scale)}px`;
      drawing = page.render({ canvas: board, viewport });
      await drawing.promise;
      board.dataset.drawn = String(number);
    };
    draw().catch(() => undefined);
    return () => {
      gone = true;
      drawing?.cancel();
    };
  }, [pdf, number, zoom, width]);
  return (
    <div className={style.sheet}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t("ui.files.page", { page: number, pages: pdf.numPages })}
      />
    </div>
  );
}

/** Where a key leads in a document of so many pages. */
function turned(key: string, pages: number): ((page: number) => number) | null {
  switch (key) {
    case "PageDown":
      return (page) => Math.min(pages, page + 1);
    case "PageUp":
      return (page) => Math.max(1, page - 1);
    case "Home":
      return () => 1;
    case "End":
      return () => pages;
    default:
      return null;
  }
}

export function PdfPages({ url, zoom, failed }: { url: string; zoom: number; failed: ReactNode }) {
  const pdf = useDocument(url);
  const [page, setPage] = useState(1);
  const pages = pdf && pdf !== "failed" ? pdf.numPages : 1;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const to = turned(event.key, pages);
      if (!to || !(event.target as Element).closest("[data-testid=file-preview]")) return;
      event.preventDefault();
      setPage(to);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [pages]);
  if (pdf === "failed") return failed;
  if (!pdf) return <p className={style.hint}>{t("ui.files.opening")}</p>;
  return (
    <>
      <Page pdf={pdf} number={page} zoom={zoom} />
      <nav className={style.turn} aria-label={t("ui.files.pages")}>
        <IconButton
          label={t("ui.files.page_before")}
          icon={ChevronLeft}
          isDisabled={page <= 1}
          onPress={() => setPage(page - 1)}
        />
        <span>{t("ui.files.page", { page, pages })}</span>
        <IconButton
          label={t("ui.files.page_after")}
          icon={ChevronRight}
          isDisabled={page >= pages}
          onPress={() => setPage(page + 1)}
        />
      </nav>
    </>
  );
}
