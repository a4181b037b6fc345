import type { NumberColumn } from '../../tables/columns.ts';
import type { Field, FieldType } from '../types.ts';

export type NumberType = Exclude<FieldType, 'category'>;

/** Typed array that holds a column of each type of numbers. */
export const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Record<NumberType, new (length: number) => NumberColumn>;

export function isFloat(type: FieldType): boolean {
  return type === 'float32' || type === 'float64';
}

/** What a stage must hand over for a field: `Int16Array`, or `Category`. */
export function columnTypeOf(field: Field): string {
  return field.type === 'category' ? 'Category' : ARRAYS[field.type].name;
}
