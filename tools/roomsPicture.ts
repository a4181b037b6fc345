import type { ImportGraph } from './importGraph.ts';
import { OPENED, roomGraph } from './roomGraph.ts';

/**
 * A Mermaid picture of which room imports from which. An arrow is left out where a longer way of arrows leads to the same room,
 * because all arrows would hide the order.
 * @param files imports by file, as `importGraph` reads them.
 */
export function roomsPicture(files: ImportGraph): string {
  const rooms = roomGraph(files);
  const names = [...rooms.keys()].sort();
  const inside = (room: string) => OPENED.find((opened) => room.startsWith(`${opened}/`));
  const box = (room: string, indent: string) => `${indent}${idOf(room)}["${labelOf(room)}"]\n`;
  const groups = OPENED.filter((opened) => names.some((room) => inside(room) === opened)).map((opened) => {
    const members = names.filter((room) => room === opened || inside(room) === opened);
    return `  subgraph ${idOf(opened)}_rooms ["${opened}"]\n${members.map((room) => box(room, '    ')).join('')}  end\n`;
  });
  const single = names.filter((room) => inside(room) === undefined && !OPENED.includes(room)).map((room) => box(room, '  '));
  const arrows = names.flatMap((room) => [...directArrows(rooms, room)].sort().map((to) => `  ${idOf(room)} --> ${idOf(to)}\n`));
  return `\`\`\`mermaid\nflowchart TD\n${[...single, ...groups, ...arrows].join('')}\`\`\`\n`;
}

/** Rooms that a room imports from and that no other of these leads to. */
function directArrows(rooms: ImportGraph, room: string): Set<string> {
  const targets = rooms.get(room) ?? new Set<string>();
  const behind = new Set([...targets].flatMap((target) => [...reachedFrom(rooms, target)]));
  return new Set([...targets].filter((target) => !behind.has(target)));
}

/** Rooms that arrows lead to from a room, itself left out. */
function reachedFrom(rooms: ImportGraph, start: string): Set<string> {
  const reached = new Set<string>();
  const visit = (room: string): void => {
    for (const next of rooms.get(room) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(start);
  return reached;
}

function idOf(room: string): string {
  return room.replaceAll(/[^a-z]/gi, '_');
}

/** The last folder; files that lie directly in an opened room have its whole name. */
function labelOf(room: string): string {
  return OPENED.includes(room) || !room.startsWith('src/') ? room : room.split('/').at(-1)!;
}
