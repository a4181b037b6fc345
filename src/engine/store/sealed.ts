import { isDigest, sha256Hex } from '../digest.ts';
import { readIfThere } from './durable.ts';

/*
 * State files that carry the digest of their own content: a flipped bit, a torn end or a hand that edited them makes them unusable,
 * never wrong (docs/promises.md 6). They are JSON: {"sha256":"…","content":…}.
 */

const HEAD = '{"sha256":"';
const MIDDLE = '","content":';
const TAIL = '}\n';
const DIGEST_LENGTH = 64;

/** Text of a state file with this content, a JSON value. */
export function sealedText(content: unknown): string {
  const text = JSON.stringify(content);
  return `${HEAD}${sha256Hex(text)}${MIDDLE}${text}${TAIL}`;
}

/** Content of a state file as it was sealed; null where there is no such file, or it is not what it was. */
export function readSealed(path: string): unknown {
  const text = readIfThere(path);
  if (text === null || !text.startsWith(HEAD) || !text.endsWith(TAIL)) return null;
  const digest = text.slice(HEAD.length, HEAD.length + DIGEST_LENGTH);
  const begin = HEAD.length + DIGEST_LENGTH + MIDDLE.length;
  const content = text.slice(begin, -TAIL.length);
  if (!isDigest(digest) || text.slice(HEAD.length + DIGEST_LENGTH, begin) !== MIDDLE || sha256Hex(content) !== digest) return null;
  return JSON.parse(content);
}
