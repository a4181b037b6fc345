import { refuse } from '../../diagnostics/diagnostic.ts';
import type { SourceInput } from '../../engine/stage.ts';
import { paperLayout } from '../../model/paper/network/paperNetwork.ts';
import { PUBLISHED_INPUTS, STOCK_INPUTS } from '../../model/problem/inputs.ts';
import type { NetworkShape, Weights } from '../../model/problem/network.ts';
import { onlyFile } from '../../readers/formats/rawFile.ts';
import { readTable } from '../../readers/table/table.ts';

/**
 * Weights of a published network of this shape, from a table of layer, index and value as the contract `weights` has it:
 * layers `layer n weight` (outputs x inputs) and `layer n bias`, indices row by row from 0 (docs/model.md).
 * @throws PipelineError E303 for a layer or index that the network does not have or that was there before, E307 where one is missing.
 */
export async function startWeights(source: SourceInput, shape: NetworkShape): Promise<Weights> {
  const file = onlyFile(source);
  const layout = paperLayout(shape, PUBLISHED_INPUTS.length + STOCK_INPUTS);
  const weights: Weights = layout.map((array) => ({
    ...array,
    values: new Float32Array(array.shape.reduce((size, extent) => size * extent, 1)).fill(Number.NaN),
  }));
  const valuesOf = new Map(weights.map(({ name, values }) => [name, values]));
  await readTable(file, { fields: ['layer', 'index', 'value'] }, (row) => {
    const [layer, index] = [row.text('layer'), row.whole('index')];
    const values = valuesOf.get(layer);
    if (values === undefined) return row.refuse('layer', `is "${layer}"`, `one of ${[...valuesOf.keys()].join(', ')}`);
    if (index < 0 || index >= values.length) row.refuse('index', `is ${index}`, `0 to ${values.length - 1} for "${layer}" of this network`);
    if (!Number.isNaN(values[index]!)) row.refuse('index', `${index} of "${layer}" is there twice`, 'each once');
    values[index] = row.decimal('value');
  });
  for (const { name, shape: extents, values } of weights) {
    const missing = values.findIndex((value) => Number.isNaN(value));
    if (missing < 0) continue;
    refuse('E307', `the file lacks index ${missing} of "${name}"`, {
      place: { file: file.name },
      expected: `${extents.join(' x ')} values of "${name}"`,
      hint: 'set model.hidden_layers and model.latent to those of the network in the file',
    });
  }
  return weights;
}
