import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleJson, visibleLines } from '../../src/diagnostics/visible.ts';

const ESCAPE = '\u001b';
const hostile = fc.string({
  unit: fc.constantFrom('a', ESCAPE, '[', '3', '1', '2', 'J', 'm', '\u009b', '\u0007', '\n', '\t', '\r', '\u202e', '\u007f', '"', 'é'),
});
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('what a terminal is given', () => {
  test('escapes show as text', () => {
    expect(visible(`${ESCAPE}[2J\u0007a\nb`)).toBe('\\u001b[2J\\u0007a\\u000ab');
    expect(visibleLines('a\tb\nc\r\u202e')).toBe('a\tb\nc\\u000d\\u202e');
  });

  test('our own styles pass where colour is on; others, and all where it is off, do not', () => {
    const styled = `${ESCAPE}[1mtrain${ESCAPE}[22m ${ESCAPE}[8mhidden${ESCAPE}[2J`;
    expect(visibleLines(styled, true)).toBe(`${ESCAPE}[1mtrain${ESCAPE}[22m \\u001b[8mhidden\\u001b[2J`);
    expect(visibleLines(styled)).not.toContain(ESCAPE);
  });

  test('nothing that is obeyed is left, whatever the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visibleLines(text)).not.toMatch(OBEYED);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
        expect(visibleLines(text, true).replaceAll(/\u001b\[(1|2|22|31|32|33|36|39)m/g, '')).not.toMatch(OBEYED);
        expect(visible(text)).not.toMatch(/[\n\t]/);
        expect(visibleJson({ text })).not.toMatch(OBEYED);
        expect(JSON.parse(visibleJson({ text }))).toEqual({ text });
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
