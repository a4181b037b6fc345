import { dirname } from 'node:path';
import type { ImportGraph } from '../tools/importGraph.ts';

/** The same between folders: that of a file is the one that holds it directly. */
export function folderGraph(files: ImportGraph): ImportGraph {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of files) {
    const folder = dirname(file);
    const reached = folders.get(folder) ?? new Set<string>();
    for (const target of targets) if (dirname(target) !== folder) reached.add(dirname(target));
    folders.set(folder, reached);
  }
  return folders;
}

/** Groups of nodes that reach each other (Tarjan 1972), each sorted; none in a graph without circles. */
export function circlesIn(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const group = open.splice(open.indexOf(node));
    if (group.length > 1 || graph.get(node)?.has(node)) circles.push(group.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}

/** Imports that no arrow allows. An arrow leads from a folder to a folder, of which it allows the files directly in it, or to one file. */
export function againstArrows(files: ImportGraph, arrows: Readonly<Record<string, readonly string[]>>): string[] {
  return [...files].flatMap(([file, targets]) => {
    const folder = dirname(file);
    const allowed = new Set([folder, ...(arrows[folder] ?? [])]);
    return [...targets].filter((target) => !allowed.has(dirname(target)) && !allowed.has(target)).map((target) => `${file} -> ${target}`);
  });
}
