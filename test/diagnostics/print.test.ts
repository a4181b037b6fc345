import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../../src/diagnostics/print.ts';

const stage: Diagnostic = {
  code: 'E204',
  severity: 'error',
  message: 'unknown stage "harmonise"',
  place: { file: 'pipeline.yaml', line: 14, column: 23, length: 9 },
  excerpt: '      panel: { stage: harmonise, output: panel }',
  expected: 'one of export, harmonize, impute',
  hint: 'did you mean "harmonize"?',
};

const plain = (list: readonly Diagnostic[], width?: number): string =>
  formatDiagnostics(list, { color: false, ...(width === undefined ? {} : { width }) });

/** The source line and the marks below it. */
function marked(
  excerpt: string,
  column: number,
  length: number,
  options: { readonly width?: number; readonly ascii?: boolean } = {},
): string[] {
  const place = { file: 'x', line: 1, column, length };
  const [, line = '', marks = ''] = formatDiagnostics([{ ...stage, place, excerpt }], { color: false, ...options }).split('\n');
  return [line, marks];
}

describe('one diagnostic', () => {
  test('has place, code, message, marked source, what was expected and a hint', () => {
    expect(plain([stage])).toBe(
      [
        'pipeline.yaml:14:23  E204 unknown stage "harmonise"',
        '    panel: { stage: harmonise, output: panel }',
        '                    ^^^^^^^^^',
        '  expected: one of export, harmonize, impute',
        '  hint: did you mean "harmonize"?',
      ].join('\n'),
    );
  });

  test('of a table names the row, leaves the field to the message, and indents its details', () => {
    const row: Diagnostic = {
      code: 'E303',
      severity: 'error',
      message: 'n is "x"',
      place: { file: 'data/demo/x.csv', row: 12, field: 'n' },
      details: ['row 12: a,x', 'row 13: b,y'],
    };
    expect(plain([row])).toBe('data/demo/x.csv, data row 12  E303 n is "x"\n    row 12: a,x\n    row 13: b,y');
    expect(plain([{ ...row, place: { file: 'x.csv', field: 'n' } }]).split('\n')[0]).toBe('x.csv  E303 n is "x"');
  });

  test('may be without a place, and may be a warning', () => {
    expect(plain([{ code: 'E101', severity: 'error', message: 'no' }])).toBe('E101 no');
    expect(plain([{ code: 'E203', severity: 'warning', message: 'so so', place: { file: 'a', line: 2 } }])).toBe(
      'a:2  E203 warning: so so',
    );
  });

  test('is coloured on request only', () => {
    const coloured = formatDiagnostics([stage], { color: true });
    expect(coloured.split('\n')[0]).toBe('\u001b[1mpipeline.yaml:14:23\u001b[0m  \u001b[31mE204\u001b[0m unknown stage "harmonise"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours begin with one.
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain([stage]));
  });

  test('cannot control the terminal', () => {
    expect(plain([{ code: 'E303', severity: 'error', message: 'value "\u001b[2J\u202e"' }])).toBe('E303 value "\\u001b[2J\\u202e"');
  });
});

describe('the source line', () => {
  test('is shown with tabs widened', () => {
    expect(marked('\ta:\tb', 5, 1)).toEqual(['    a:    b', '          ^']);
  });

  test('is clipped around the mark', () => {
    const line = `${'a'.repeat(200)}MARK${'b'.repeat(200)}`;
    expect(marked(line, 201, 4, { width: 20 })).toEqual(['    …aaaaaaaaaMARKbbbbb…', `    ${' '.repeat(10)}^^^^`]);
    expect(marked(line, 201, 4, { width: 20, ascii: true })).toEqual(['    ...aaaaaaMARKbbbb...', `    ${' '.repeat(9)}^^^^`]);
    expect(marked(line, 1, 4, { width: 20 })).toEqual([`    ${'a'.repeat(18)}…`, '    ^^^^']);
    expect(marked(line, 401, 4, { width: 20 })).toEqual([`    …${'b'.repeat(18)}`, `    ${' '.repeat(15)}^^^^`]);
  });

  test('is clipped within a long mark', () => {
    expect(marked('x'.repeat(300), 1, 300, { width: 20 })).toEqual([`    ${'x'.repeat(18)}…`, `    ${'^'.repeat(18)}`]);
  });

  test('has the marks under the marked text, whatever is clipped', () => {
    const line = fc
      .integer({ min: 1, max: 300 })
      .map((length) => Array.from({ length }, (_, index) => String.fromCharCode(0x4e00 + index)).join(''));
    fc.assert(
      fc.property(line, fc.nat(299), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 10, max: 120 }), (text, at, length, width) => {
        const column = (at % text.length) + 1;
        const wanted = text.slice(column - 1, column - 1 + length);
        const [source = '', marks = ''] = marked(text, column, wanted.length, { width });
        expect(source.length).toBeLessThanOrEqual(width + 4);
        const shown = source.slice(marks.indexOf('^'), marks.length);
        expect(shown.length).toBeGreaterThan(0);
        expect(wanted.startsWith(shown)).toBe(true);
      }),
    );
  });
});

describe('a list', () => {
  const at = (file: string, line: number, column = 1): Diagnostic => ({
    code: 'E203',
    severity: 'error',
    message: 'm',
    place: { file, line, column },
  });

  test('is sorted by file and line, errors first', () => {
    const warning: Diagnostic = { ...at('a', 1), severity: 'warning' };
    expect(plain([warning, at('b', 1), at('a', 10), at('a', 9, 5), at('a', 9, 4)])).toBe(
      'a:9:4  E203 m\na:9:5  E203 m\na:10:1  E203 m\nb:1:1  E203 m\na:1:1  E203 warning: m',
    );
  });

  test('is cut after twenty', () => {
    const printed = plain(Array.from({ length: 23 }, (_, index) => at('a', index + 1))).split('\n');
    expect(printed).toHaveLength(21);
    expect(printed.at(-1)).toBe('and 3 more');
  });

  test('may be empty', () => {
    expect(plain([])).toBe('');
  });
});
