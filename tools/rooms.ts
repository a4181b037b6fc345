// Draws the picture of the rooms in docs/architecture.md from the imports: npm run rooms.
import { readFileSync, writeFileSync } from 'node:fs';
import { replaceSection } from './data/markdown.ts';
import { importGraph } from './importGraph.ts';
import { roomsPicture } from './roomsPicture.ts';

const DOCUMENT = 'docs/architecture.md';

const picture = roomsPicture(importGraph('.', ['src', 'stages', 'schemas']));
writeFileSync(DOCUMENT, replaceSection(readFileSync(DOCUMENT, 'utf8'), 'rooms', picture));
console.log(DOCUMENT);
