import { PAIR_KINDS } from './blocks.ts';
import { SET_WORDS } from './edgeSet.ts';
import { PAIR_GROUP_WORDS } from './pairGroup.ts';

/*
 * Fields of the record through which the host tells the kernel what to compute: 32-bit words from byte RECORD of the memory. Each
 * field begins where the one before it ends. "Address" is a byte offset in the memory.
 */

/** What the last layer gives: 0 a log odds and a latent state in (-1, 1); 1 a log flow and a latent state, both through CELU. */
export const KIND = 0;
/** Rows of inputs (covariates and the two stocks), of latent state, and of the first table: both and padding, an even number. */
export const INPUT_COUNT = KIND + 1;
export const LATENT = INPUT_COUNT + 1;
export const INPUT_ROWS = LATENT + 1;
/** Number of layers, the last one included. */
export const LAYERS = INPUT_ROWS + 1;
export const YEARS = LAYERS + 1;
/** Address of the coefficients of the linear part, one for each input; only of kind 0. */
export const LINEAR = YEARS + 1;
/** Offset of their gradient in a gradient. */
export const LINEAR_GRADIENT = LINEAR + 1;
/** Address of the first gradient, bytes of each, and their number. */
export const GRADIENTS = LINEAR_GRADIENT + 1;
export const GRADIENT_BYTES = GRADIENTS + 1;
export const GRADIENT_COUNT = GRADIENT_BYTES + 1;
/** Weights of the first layer for the latent rows, transposed: an address; and the rows of its product. */
export const LATENT_TRANSPOSED = GRADIENT_COUNT + 1;
export const LATENT_ROWS = LATENT_TRANSPOSED + 1;
/** Number of indices, their address: bytes for each step of birth, origin and destination (3 words each). Index 0 is the stock cell of the origin. */
export const INDICES = LATENT_ROWS + 1;
export const INDEX_FACTORS = INDICES + 1;
/** Address of the sources of the inputs: address of the table, bytes from year to year, number of the index (3 words each). */
export const SOURCES = INDEX_FACTORS + 1;
/** Address of the people at risk, [year][cell of birth and residence], and bytes from year to year. */
export const AT_RISK = SOURCES + 1;
export const AT_RISK_BYTES = AT_RISK + 1;
/** Persons at log flow 0, float32; only of kind 1. */
export const SCALE = AT_RISK_BYTES + 1;
/** Address of the offsets of the log odds, [year][cell of origin and destination], and bytes from year to year; only of kind 0. */
export const OFFSETS = SCALE + 1;
export const OFFSETS_BYTES = OFFSETS + 1;

/** Offsets within the scratch memory of a worker. */
export const SCRATCH_INDICES = OFFSETS_BYTES + 1;
export const SCRATCH_INPUTS = SCRATCH_INDICES + 1;
export const SCRATCH_ADJOINT = SCRATCH_INPUTS + 1;
export const SCRATCH_OTHER_ADJOINT = SCRATCH_ADJOINT + 1;
export const SCRATCH_LATENT_ADJOINT = SCRATCH_OTHER_ADJOINT + 1;

/**
 * For samples that are drawn afresh each year: addresses of the weights of the first layer for the two stocks, transposed and
 * padded to STOCK_ROWS rows; of the adjoints of the latent states of the sample, [block][panel][LATENT_ROWS][8]; and of those of its
 * stocks, [block][panel][STOCK_ROWS][8].
 */
export const STOCK_TRANSPOSED = SCRATCH_LATENT_ADJOINT + 1;
export const LATENT_ADJOINTS = STOCK_TRANSPOSED + 1;
export const STOCK_ADJOINTS = LATENT_ADJOINTS + 1;

/**
 * For the sums by pair (`pairSums.ts`). Pairs, the cells of areas x areas, stand in blocks as edges do. Address of the ends of
 * all kinds of pairs, [kind][block][birth, origin, destination][pair], and blocks of one kind.
 */
export const PAIR_ENDS = STOCK_ADJOINTS + 1;
export const PAIR_BLOCKS = PAIR_ENDS + 1;
/** Addresses of the sums of the first layer, [kind][pair][row], and of the linear part, [kind][pair], and bytes from kind to kind. */
export const PAIR_SUMS = PAIR_BLOCKS + 1;
export const PAIR_BYTES = PAIR_SUMS + 1;
export const PAIR_LINEAR_SUMS = PAIR_BYTES + 1;
export const PAIR_LINEAR_BYTES = PAIR_LINEAR_SUMS + 1;

/** The two sets of edges (`edgeSet.ts`): all, and the sample with gradient. */
export const ALL = PAIR_LINEAR_BYTES + 1;
export const SAMPLE = ALL + SET_WORDS;
/** The groups of inputs (`pairGroup.ts`): one for each kind of pair, and one for the inputs of all three ends. */
export const PAIR_GROUP = SAMPLE + SET_WORDS;
/** The layers (`layer.ts`), as many as there are: they end the record. */
export const LAYER = PAIR_GROUP + (PAIR_KINDS + 1) * PAIR_GROUP_WORDS;
