/** Fields of a group of inputs in the record: one group for each kind of pair, one for the other inputs. Words from its first one. */

/** Number of inputs. */
export const PAIR_INPUTS = 0;
/** Addresses of their sources, of their weights in the first layer, and of their coefficients in the linear part. */
export const PAIR_SOURCES = PAIR_INPUTS + 1;
export const PAIR_KERNEL = PAIR_SOURCES + 1;
export const PAIR_LINEAR = PAIR_KERNEL + 1;

export const PAIR_GROUP_WORDS = PAIR_LINEAR + 1;
