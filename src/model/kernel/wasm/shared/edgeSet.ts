/** Fields of a set of edges in the record: all edges, or the sample with gradient. Words from the first one of the set. */

/** Address of the ends, [block][birth, origin, destination][edge], int32. */
export const ENDS = 0;
/** Number of blocks. */
export const BLOCKS = ENDS + 1;
/** Address of the latent states, [block][panel][latent][8], and bytes from year to year. */
export const STATES = BLOCKS + 1;
export const STATES_BYTES = STATES + 1;
/** Address of the flows, [block][edge], of their adjoints, and bytes from year to year of both. */
export const FLOWS = STATES_BYTES + 1;
export const FLOW_ADJOINTS = FLOWS + 1;
export const FLOWS_BYTES = FLOW_ADJOINTS + 1;

export const SET_WORDS = FLOWS_BYTES + 1;
