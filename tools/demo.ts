import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateDemoWorld } from '../src/demo/generate.ts';
import { DEMO_WORLD, manifestText } from '../src/demo/manifest.ts';

/** Writes the demo world into the folder given as the first argument, data/demo if there is none. */
function main(folder = 'data/demo'): void {
  const files = generateDemoWorld();
  let bytes = 0;
  for (const [path, content] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    bytes += content.length;
  }
  writeFileSync(join(folder, 'sources.yaml'), manifestText(files, DEMO_WORLD));
  console.log(`${files.size} files, ${bytes} bytes in ${folder}`);
}

main(process.argv[2]);
