/*
 * The record through which the engine tells the kernel what to compute: 32-bit words from byte RECORD of the memory. Both
 * sides read this file, the engine as TypeScript and the kernel as AssemblyScript. "Address" is a byte offset in the memory.
 */

/** Address of the constants of the elementary functions, and of the record. */
export const CONSTANTS = 512;
export const RECORD = 1024;

/** Edges in a block; fixes the order of sums over edges and with it the bits of every result. */
export const BLOCK = 128;
/** Edges in a panel, the unit of every table of a block: [panel][row][edge of the panel], float32. */
export const PANEL = 8;

/** What the last layer gives: 0 a log odds and a latent state in (-1, 1); 1 a log flow and a latent state, both through CELU. */
export const KIND = 0;
/** Rows of inputs (covariates and the two stocks), of latent state, and of the first table: both and padding, an even number. */
export const INPUTS = 1;
export const LATENT = 2;
export const INPUT_ROWS = 3;
/** Number of layers, the last one included. */
export const LAYERS = 4;
export const YEARS = 5;
/** Address of the coefficients of the linear part, one for each input; only of kind 0. */
export const LINEAR = 6;
/** Offset of their gradient in a gradient. */
export const LINEAR_GRADIENT = 7;
/** Address of the first gradient, bytes of each, and their number. */
export const GRADIENTS = 8;
export const GRADIENT_BYTES = 9;
export const PARTS = 10;
/** Weights of the first layer for the latent rows, transposed: an address; and the rows of its product. */
export const LATENT_TRANSPOSED = 11;
export const LATENT_ROWS = 12;
/** Number of indices, their address: bytes for each step of birth, origin and destination (3 words each). Index 0 is the stock cell of the origin. */
export const INDICES = 13;
export const INDEX_FACTORS = 14;
/** Number of the index of corridors, as `placedTables.ts` orders them. */
export const CORRIDOR_INDEX = 2;
/** Address of the sources of the inputs: address of the table, bytes from year to year, number of the index (3 words each). */
export const SOURCES = 15;
/** Address of the people at risk, [year][cell of birth and residence], and bytes from year to year. */
export const AT_RISK = 16;
export const AT_RISK_BYTES = 17;
/** Persons at log flow 0, float32; only of kind 1. */
export const SCALE = 18;
/** Address of the offsets of the log odds, [year][cell of origin and destination], and bytes from year to year; only of kind 0. */
export const OFFSETS = 19;
export const OFFSETS_BYTES = 20;

/** Offsets within the scratch memory of a worker. */
export const SCRATCH_INDICES = 21;
export const SCRATCH_INPUTS = 22;
export const SCRATCH_ADJOINT = 23;
export const SCRATCH_OTHER_ADJOINT = 24;
export const SCRATCH_LATENT_ADJOINT = 25;

/** First word of the two sets of edges: all, and the sample with gradient. Fields of a set follow. */
export const ALL = 26;
export const SAMPLE = 34;
/** Address of the ends, [block][birth, origin, destination][edge], int32; number of blocks. */
export const ENDS = 0;
export const BLOCKS = 1;
/** Address of latent states [block][panel][latent][8], of flows [block][edge], of adjoints of flows, and bytes from year to year. */
export const STATES = 2;
export const STATES_BYTES = 3;
export const FLOWS = 4;
export const FLOW_ADJOINTS = 5;
export const FLOWS_BYTES = 6;

/** First word of the layers, and words of each. */
export const LAYER = 42;
export const LAYER_WORDS = 6;
/** Rows of outputs, padded to a multiple of 4; address of the weights, and of their transposed ones for the layers after the first. */
export const ROWS = 0;
export const WEIGHTS = 1;
export const TRANSPOSED = 2;
/** Offset of the gradient in a gradient, and of the outputs in the scratch memory. */
export const GRADIENT = 3;
export const OUTPUTS = 4;

/*
 * Words at the end of the record, for samples that are drawn afresh each year. Weights of the first layer for the two stocks,
 * transposed, and padded to 4 rows; adjoints of the latent states of the sample [block][panel][LATENT_ROWS][8], and of its
 * stocks [block][panel][4][8], origin and destination first.
 */
export const STOCK_TRANSPOSED = 240;
export const STOCK_ROWS = 4;
export const LATENT_ADJOINTS = 241;
export const STOCK_ADJOINTS = 242;

/*
 * Words of the sums by pair (`pairSums.ts`). Pairs, the cells of areas x areas, stand in blocks as edges do: ends of the three
 * kinds of pairs [kind][block][birth, origin, destination][pair], and blocks of one kind. Sums of the first layer
 * [kind][pair][row] and of the linear part [kind][pair], and bytes from kind to kind.
 */
export const PAIR_ENDS = 232;
export const PAIR_BLOCKS = 233;
export const PAIR_SUMS = 234;
export const PAIR_BYTES = 235;
export const PAIR_LINEAR_SUMS = 236;
export const PAIR_LINEAR_BYTES = 237;
/** The first indices are those of the three kinds of pairs. */
export const PAIR_INDICES = 3;
/** First word of the groups of inputs, one for each kind and one for the rest, and words of each. */
export const PAIR_GROUP = 216;
export const PAIR_GROUP_WORDS = 4;
/** Number of inputs; addresses of their sources, of their weights in the first layer, and of their coefficients in the linear part. */
export const PAIR_INPUTS = 0;
export const PAIR_SOURCES = 1;
export const PAIR_KERNEL = 2;
export const PAIR_LINEAR = 3;
