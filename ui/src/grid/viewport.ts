/** Keeps the drawn window in step with scrolling and resizing, and the lines of that window loaded. */
import {
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { FOOT, gutterFor, HEAD } from "./measures.ts";
import type { GridProps } from "./model.ts";
import type { GridRun } from "./state.ts";
import {
  type ColumnLayout,
  type ColumnWindow,
  columnWindow,
  fullTop,
  layOut,
  poolSize,
  type RowWindow,
  rowWindow,
} from "./window.ts";

export type Drawn = {
  readonly rows: RowWindow;
  readonly columns: ColumnWindow;
  readonly pool: number;
  readonly view: number;
  readonly scrolled: boolean;
  /** The first line that is at least partly in view; -1 at the very top, where nothing has scrolled away. */
  readonly top: number;
};

const nothing: Drawn = {
  rows: { first: 0, end: 0, base: 0, offset: 0 },
  columns: { first: 0, end: 0 },
  pool: 1,
  view: 0,
  scrolled: false,
  top: -1,
};

function alike(a: Drawn, b: Drawn): boolean {
  return (
    a.rows.first === b.rows.first &&
    a.rows.end === b.rows.end &&
    a.rows.base === b.rows.base &&
    a.rows.offset === b.rows.offset &&
    a.columns.first === b.columns.first &&
    a.columns.end === b.columns.end &&
    a.pool === b.pool &&
    a.view === b.view &&
    a.scrolled === b.scrolled &&
    a.top === b.top
  );
}

/** How long rows have stood still when scrolling is over, ms. */
const STILL = 150;
/** How long lines may be on their way before that is shown, ms. */
const PATIENCE = 150;

/**
 * Has the lines of the drawn window loaded. A window beside the one last asked for is asked for at once; one beyond it
 * is where a thumb is being dragged past, and only where it rests for a frame is worth a question. Gives what a scroll
 * calls when the window moves on.
 */
function useLoading(lines: GridProps["lines"], { first, end }: RowWindow): () => void {
  const asked = useRef({ first: 0, end: 0 });
  const rest = useRef(0);
  const moved = useCallback(() => cancelAnimationFrame(rest.current), []);
  // After every change of window or lines: what is missing or old is asked for; asking for what is here costs nothing.
  useEffect(() => {
    const ask = () => {
      asked.current = { first, end };
      void lines.want(first, end);
    };
    const was = asked.current;
    if (was.end === 0 || (first <= was.end && end >= was.first)) return ask();
    rest.current = requestAnimationFrame(ask);
    return moved;
  });
  return moved;
}

/** Marks `layer` once lines have been on their way for a while: until then their place is empty and nothing flickers. */
export function useWaiting(layer: RefObject<HTMLElement | null>, waits: boolean): void {
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => layer.current?.setAttribute("data-waiting", ""), PATIENCE);
    return () => {
      clearTimeout(timer);
      layer.current?.removeAttribute("data-waiting");
    };
  }, [layer, waits]);
}

/** A cell about to leave the page must not take the keyboard with it: the input stays, so the focus goes there. */
function keepFocus(run: GridRun, { rows, columns }: Drawn): void {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === run.input.current || !run.root.current?.contains(at)) return;
  const row = Number(at.closest<HTMLElement>("[data-r]")?.dataset.r ?? Number.NaN);
  const column = Number(at.closest<HTMLElement>("[data-c]")?.dataset.c ?? Number.NaN);
  const aside = column >= run.layout.pinned && (column < columns.first || column >= columns.end);
  if (row < rows.first || row >= rows.end || aside) run.input.current?.focus({ preventScroll: true });
}

/** What is drawn now. Also gives the run its measures, and moves what must not lag behind a sideways scroll. */
export function useViewport(
  run: GridRun,
  props: GridProps,
  onSideways: (scrollLeft: number) => void,
): Drawn & { layout: ColumnLayout; moving: boolean; measure: () => void } {
  const { lines, columns, rowHeight, totals, grouped } = props;
  useSyncExternalStore(lines.subscribe, lines.version);
  const count = lines.count;
  const [drawn, setDrawn] = useState(nothing);
  const [moving, setMoving] = useState(false);
  const measured = useRef(nothing);
  const still = useRef<number | undefined>(undefined);
  const moved = useLoading(lines, drawn.rows);
  const gutter = gutterFor(count);
  const layout = useMemo(() => layOut(columns, gutter), [columns, gutter]);
  run.layout = layout;

  const measure = useCallback(() => {
    const scroller = run.scroller.current;
    if (!scroller) return;
    const view = Math.max(0, scroller.clientHeight - HEAD - (totals ? FOOT : 0));
    run.extent = { rows: count, rowHeight, view, cover: grouped ? rowHeight : 0 };
    const away = fullTop(scroller.scrollTop, run.extent);
    onSideways(scroller.scrollLeft);
    const next: Drawn = {
      rows: rowWindow(scroller.scrollTop, run.extent),
      columns: columnWindow(scroller.scrollLeft, scroller.clientWidth, layout),
      pool: poolSize(run.extent),
      view,
      scrolled: scroller.scrollLeft > 0,
      top: grouped && away > 0 ? Math.floor(away / rowHeight) : -1,
    };
    keepFocus(run, next);
    if (alike(measured.current, next)) return;
    if (measured.current.rows.end > 0 && measured.current.rows.first !== next.rows.first) {
      setMoving(true);
      clearTimeout(still.current);
      still.current = window.setTimeout(() => setMoving(false), STILL);
    }
    measured.current = next;
    moved();
    setDrawn(next);
  }, [run, count, rowHeight, totals, grouped, layout, onSideways, moved]);
  run.measure = measure;

  useLayoutEffect(measure, [measure]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    if (run.scroller.current) observer.observe(run.scroller.current);
    return () => observer.disconnect();
  }, [run, measure]);
  useEffect(() => () => clearTimeout(still.current), []);
  return { ...drawn, layout, moving, measure };
}
