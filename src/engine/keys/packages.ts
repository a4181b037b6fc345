import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalJson, sha256Hex } from '../digest.ts';
import type { StatMemo } from '../store/statMemo.ts';
import type { PackageContent } from '../types.ts';
import { filesOfImport, findPackage, nameInPackage, owningPackage, packageName } from './packageFiles.ts';

/** What an import led to: right as long as the files are the same and the package manager has not been at work. */
export interface RememberedImport {
  readonly files: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** Where a package was found: its folder and its real place; digest of what npm notes of its last work. */
interface Place {
  readonly folder: string | null;
  readonly real: string | null;
  readonly installed: string | null;
}

/** The content of packages as programs of a project take it from node_modules (docs/promises.md 1.5). */
export class Packages {
  readonly #root: string;
  readonly #memo: StatMemo;
  readonly #remembered: Map<string, RememberedImport>;
  readonly #checked = new Map<string, RememberedImport>();
  changed = false;

  /** @param remembered imports by root and specifier, which is added to. */
  constructor(root: string, memo: StatMemo, remembered: Map<string, RememberedImport>) {
    this.#root = root;
    this.#memo = memo;
    this.#remembered = remembered;
  }

  /** Version and content of every package that these imports reach. */
  async contentOf(specifiers: readonly string[]): Promise<Readonly<Record<string, PackageContent>>> {
    const files = new Map<string, string>();
    for (const specifier of specifiers) {
      const known = this.#known(specifier) ?? (await this.#find(specifier));
      for (const [file, digest] of Object.entries(known.files)) files.set(file, digest);
    }
    return contentByPackage(files);
  }

  /** Whether all that these imports reach is what it was when it was last looked for. */
  isUnchanged(specifiers: readonly string[]): boolean {
    return specifiers.every((specifier) => this.#known(specifier) !== null);
  }

  #known(specifier: string): RememberedImport | null {
    const checked = this.#checked.get(specifier);
    if (checked !== undefined) return checked;
    const known = this.#remembered.get(this.#nameOf(specifier));
    if (known === undefined || canonicalJson({ ...known.place }) !== canonicalJson({ ...this.#placeOf(specifier) })) return null;
    if (!Object.entries(known.files).every(([file, digest]) => this.#memo.digestOf(file) === digest)) return null;
    this.#checked.set(specifier, known);
    return known;
  }

  async #find(specifier: string): Promise<RememberedImport> {
    const place = this.#placeOf(specifier);
    const paths = place.folder === null ? [] : await filesOfImport(this.#root, specifier);
    const files = Object.fromEntries(paths.map((path) => [path, this.#memo.digestOf(path) ?? '']));
    const found = { files, place };
    this.#remembered.set(this.#nameOf(specifier), found);
    this.#checked.set(specifier, found);
    this.changed = true;
    return found;
  }

  #nameOf(specifier: string): string {
    return `${this.#root} ${specifier}`;
  }

  #placeOf(specifier: string): Place {
    const name = packageName(specifier);
    const folder = findPackage(this.#root, name);
    if (folder === null) return { folder, real: null, installed: null };
    const modules = name.startsWith('@') ? dirname(dirname(folder)) : dirname(folder);
    return { folder, real: realpathSync(folder), installed: this.#memo.digestOf(join(modules, '.package-lock.json')) };
  }
}

/** Where packages lie is not in it; of a package in several versions, all count. */
function contentByPackage(files: ReadonlyMap<string, string>): Readonly<Record<string, PackageContent>> {
  const packages = new Map<string, { readonly versions: Set<string>; readonly lines: string[] }>();
  for (const [file, digest] of files) {
    const owner = owningPackage(file);
    const known = packages.get(owner.name) ?? { versions: new Set(), lines: [] };
    packages.set(owner.name, known);
    known.versions.add(owner.version);
    known.lines.push(`${owner.version} ${nameInPackage(owner, file)} ${digest}`);
  }
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([name, { versions, lines }]) => [name, [[...versions].sort().join(', '), sha256Hex(canonicalJson(lines.sort()))]]),
  );
}
