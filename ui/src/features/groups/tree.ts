/** The opened part of the tree as lines. Of tens of thousands only the pages in sight are asked of the core. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { commands, type Id, type TreeBranch, type TreeNode } from "../../ipc/bindings.ts";
import { queryClient, read } from "../../ipc/query.ts";
import { lineOf, type Shape, type Spot, shapeOf, spotAt } from "./shape.ts";

export type TreeLine = Spot & {
  /** Absent while it is on its way. */
  readonly node: TreeNode | undefined;
  readonly depth: number;
  readonly open: boolean;
  /** How many its branch has. */
  readonly of: number;
};

/** Lines from `from` to `to`, `to` excluded. */
export type Sight = { readonly from: number; readonly to: number };

/** Units asked for at a time. */
const PAGE = 100;

const shown = ["unit", "cooperation", "task", "activity"];
const piece = (parent: Id | null, page: number, at: number | null) =>
  read("tree", [parent, page, at], shown, () => commands.treeChildren(parent, page * PAGE, PAGE, at));

const kept = (parent: Id | null, page: number, at: number | null): TreeBranch | undefined =>
  queryClient.getQueryData(piece(parent, page, at).queryKey);

/** Where an open unit stands now: others may have come before it since. Null where it is known to have gone. */
function standing(id: Id, { parent, at }: Spot, asOf: number | null): Spot | null {
  const page = Math.floor(at / PAGE);
  const own = kept(parent, page, asOf);
  if (!own || own.nodes[at % PAGE]?.id === id) return { parent, at };
  for (const near of [page, page - 1, page + 1]) {
    const found = kept(parent, near, asOf)?.nodes.findIndex((node) => node.id === id) ?? -1;
    if (found >= 0) return { parent, at: near * PAGE + found };
  }
  return null;
}

/** The pages of each branch that `sight` touches, but for the first, which is there in any case. */
function pagesIn({ stretches }: Shape, sight: Sight): { parent: Id | null; page: number }[] {
  const pages = new Map<string, { parent: Id | null; page: number }>();
  for (const { parent, first, line, count } of stretches) {
    const from = Math.max(sight.from, line);
    const to = Math.min(sight.to, line + count);
    const last = Math.floor((first + to - 1 - line) / PAGE);
    for (let page = Math.floor((first + from - line) / PAGE); from < to && page <= last; page += 1)
      if (page > 0) pages.set(`${parent} ${page}`, { parent, page });
  }
  return [...pages.values()];
}

export type Tree = {
  readonly count: number;
  readonly roots: number;
  readonly ready: boolean;
  readonly error: unknown;
  readonly lineAt: (line: number) => TreeLine | undefined;
  readonly lineOf: (spot: Spot) => number | null;
  /** The line an open unit is on. */
  readonly above: (id: Id) => number | null;
  /** The line of a unit, as far as it is here. */
  readonly find: (id: Id) => number | null;
};

/** `open` says where each open unit stood when it was opened, `sight` which lines are to be here, `at` of which instant. */
export function useTree(open: ReadonlyMap<Id, Spot>, sight: Sight, at: number | null): Tree {
  const parents = [null, ...open.keys()];
  const firsts = useQueries({ queries: parents.map((parent) => piece(parent, 0, at)) });
  const sizes = new Map(parents.map((parent, nth) => [parent, firsts[nth]?.data?.of ?? 0]));
  const stands = new Map<Id, Spot>();
  for (const [id, was] of open) {
    const spot = standing(id, was, at);
    if (spot) stands.set(id, spot);
  }
  const shape = shapeOf(stands, sizes);
  const pages = pagesIn(shape, sight);
  const rest = useQueries({ queries: pages.map(({ parent, page }) => piece(parent, page, at)) });
  const stamp = [...firsts, ...rest].map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const asked = `${at} ${pages.map(({ parent, page }) => `${parent} ${page}`).join()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers change when the stamp does, the shape with them
  const tree = useMemo(() => {
    const here = new Map<Id | null, Map<number, readonly TreeNode[]>>();
    const put = (parent: Id | null, page: number, data: TreeBranch | undefined) => {
      if (!data) return;
      const own = here.get(parent) ?? new Map();
      here.set(parent, own.set(page, data.nodes));
    };
    parents.forEach((parent, at) => void put(parent, 0, firsts[at]?.data));
    pages.forEach(({ parent, page }, at) => void put(parent, page, rest[at]?.data));
    return {
      count: shape.lines,
      roots: sizes.get(null) ?? 0,
      lineAt: (line: number) => {
        const spot = spotAt(shape, line);
        if (!spot) return undefined;
        const node = here.get(spot.parent)?.get(Math.floor(spot.at / PAGE))?.[spot.at % PAGE];
        const isOpen = node !== undefined && node.children > 0 && stands.has(node.id);
        return { ...spot, node, open: isOpen, of: sizes.get(spot.parent) ?? 0 };
      },
      lineOf: (spot: Spot) => lineOf(shape, spot),
      above: (id: Id) => lineOf(shape, stands.get(id) ?? { parent: null, at: -1 }),
      find: (id: Id) => {
        for (const [parent, own] of here)
          for (const [page, nodes] of own) {
            const at = nodes.findIndex((node) => node.id === id);
            if (at >= 0) return lineOf(shape, { parent, at: page * PAGE + at });
          }
        return null;
      },
    };
  }, [stamp, asked, open]);
  return {
    ...tree,
    ready: firsts[0]?.data !== undefined,
    error: [...firsts, ...rest].find(({ error }) => error)?.error ?? null,
  };
}
