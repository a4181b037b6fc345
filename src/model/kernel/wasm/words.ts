import { RECORD } from './shared/constants.ts';

/** A word of the record. */
export function word(field: i32): i32 {
  return load<i32>(RECORD + (field << 2));
}

/** A word of the record that is an address, an offset or a number of bytes. */
export function address(field: i32): usize {
  return <usize>load<u32>(RECORD + (field << 2));
}
