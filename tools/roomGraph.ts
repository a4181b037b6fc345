import { dirname } from 'node:path';
import type { ImportGraph } from './importGraph.ts';

/** Rooms that are drawn with the rooms inside them; every other folder is one room with all that it holds. */
export const OPENED: readonly string[] = ['src/engine', 'src/model'];

/** Imports between rooms. */
export function roomGraph(files: ImportGraph): ImportGraph {
  const rooms = new Map<string, Set<string>>();
  for (const [file, targets] of files) {
    const room = roomOf(file);
    const reached = rooms.get(room) ?? new Set<string>();
    for (const target of targets) if (roomOf(target) !== room) reached.add(roomOf(target));
    rooms.set(room, reached);
  }
  return rooms;
}

/** The room of a file: the first folder below `src`, a folder in an opened room, or the top folder outside `src`. */
function roomOf(file: string): string {
  const parts = dirname(file).split('/');
  const first = parts.slice(0, parts[0] === 'src' ? 2 : 1).join('/');
  return OPENED.includes(first) ? parts.slice(0, 3).join('/') : first;
}
