/** The opened part of the tree as a flat list of lines, each branch read from the core when it is first opened. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { commands, type Id, type TreeNode } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";

export type TreeLine = {
  readonly node: TreeNode;
  readonly depth: number;
  readonly open: boolean;
  readonly parent: Id | null;
  /** its place among its siblings, and how many they are */ readonly at: number;
  readonly of: number;
};

const shown = ["unit", "cooperation", "task", "activity"];
const branch = (parent: Id | null) => read("tree", [parent], shown, () => commands.treeChildren(parent));

export type Tree = {
  readonly lines: readonly TreeLine[];
  readonly ready: boolean;
  readonly error: unknown;
};

export function useTree(open: ReadonlySet<Id>): Tree {
  const parents = [null, ...open];
  const answers = useQueries({ queries: parents.map(branch) });
  const stamp = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers change when the stamp does
  const lines = useMemo(() => {
    const below = new Map(parents.map((parent, at) => [parent, answers[at]?.data]));
    const all: TreeLine[] = [];
    const walk = (parent: Id | null, depth: number) => {
      const nodes = below.get(parent) ?? [];
      nodes.forEach((node, at) => {
        const isOpen = node.children > 0 && open.has(node.id);
        all.push({ node, depth, open: isOpen, parent, at: at + 1, of: nodes.length });
        if (isOpen) walk(node.id, depth + 1);
      });
    };
    walk(null, 0);
    return all;
  }, [stamp, open]);
  return {
    lines,
    ready: answers[0]?.data !== undefined,
    error: answers.find(({ error }) => error)?.error ?? null,
  };
}
