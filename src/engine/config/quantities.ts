const BYTES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, MiB: 2 ** 20, GiB: 2 ** 30 };
const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Bytes of '512 MB', '2 GB', '1.5 GiB'. The text must fit its pattern in pipeline.schema.json. */
export function bytesOf(text: string): number {
  return Math.round(product(text, BYTES));
}

/** Milliseconds of '90s', '10m', '1h'. The text must fit its pattern in pipeline.schema.json. */
export function millisecondsOf(text: string): number {
  return product(text, MILLISECONDS);
}

function product(text: string, units: Readonly<Record<string, number>>): number {
  const [, amount, unit = ''] = /^([\d.]+) ?([A-Za-z]+)$/.exec(text) ?? [];
  const factor = units[unit];
  if (factor === undefined) throw new RangeError(`"${text}" has none of the units ${Object.keys(units).join(', ')}`);
  return Number(amount) * factor;
}
