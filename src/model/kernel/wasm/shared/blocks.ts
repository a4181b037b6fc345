/*
 * How edges stand in blocks. The files of this folder are read by both sides: by the host as TypeScript, by the kernel as
 * AssemblyScript.
 */

/** Edges in a block; fixes the order of sums over edges and with it the bits of every result. */
export const BLOCK = 128;
/** Edges in a panel, the unit of every table of a block: [panel][row][edge of the panel], float32. */
export const PANEL = 8;
/** Rows of the adjoints of the two stocks, origin and destination first, padded. */
export const STOCK_ROWS = 4;
/** Kinds of pairs of ends: (birth, origin), (birth, destination) and (origin, destination). The first indices are theirs. */
export const PAIR_KINDS = 3;
/** Number of the index of corridors, as `placedTables.ts` orders them. */
export const CORRIDOR_INDEX = 2;
