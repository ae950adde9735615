/** What a table may ask of a grid on screen, as `GridHandle` says. */
import { useImperativeHandle } from "react";
import { perform } from "./commands.ts";
import { focusInput, select } from "./focus.ts";
import type { GridHandle, GridProps } from "./model.ts";
import { follow, selectCell } from "./selection.ts";
import { activeOf, boundsOf, change, type GridRun } from "./state.ts";
import { inTurn, newest } from "./turns.ts";
import { fullTop, scrollTopFor } from "./window.ts";

export function useHandle(run: GridRun, ref: GridProps["ref"]): void {
  useImperativeHandle(
    ref,
    (): GridHandle => ({
      focus: () => focusInput(run),
      perform: (command) => perform(run, command),
      activeId: () => {
        const line = activeOf(run).row?.line;
        return line?.kind === "record" ? line.id : null;
      },
      where: () => ({ row: run.state.get().selection.active.row, ...run.drawn }),
      goTo: (index) =>
        select(run, selectCell({ row: index, column: run.state.get().selection.active.column })),
      follow: (index) => {
        const { selection } = run.state.get();
        const by = index - selection.active.row;
        const bounds = boundsOf(run);
        const followed = follow(selection, by, bounds);
        change(run, { selection: followed });
        const scroller = run.scroller.current;
        if (!scroller || by === 0) return;
        const top = fullTop(scroller.scrollTop, run.extent) + by * run.extent.rowHeight;
        run.extent = { ...run.extent, rows: bounds.rows };
        requestAnimationFrame(() => {
          // Whoever went elsewhere in between has been shown that place.
          if (run.state.get().selection !== followed) return;
          scroller.scrollTop = scrollTopFor(top, run.extent);
          run.measure();
        });
      },
      inTurn: (rows, work) => inTurn(run, () => work(newest(run, rows))),
    }),
  );
}
