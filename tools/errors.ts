// Writes docs/errors.md from the catalogue of error codes: npm run errors
import { writeFileSync } from 'node:fs';
import { errorsDocument } from './errorsDocument.ts';

writeFileSync('docs/errors.md', errorsDocument());
