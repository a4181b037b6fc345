import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml, type YamlFile } from '../../../src/engine/config/reading/yaml.ts';
import { lines, messageOf } from './project.ts';

const read = (text: string): YamlFile => readYaml('x.yaml', new TextEncoder().encode(text));
const refusal = (text: string): Promise<string> => messageOf(() => read(text));

describe('values', () => {
  test('are those of YAML 1.2: NO is a country, on is a word', () => {
    const text = '{ a: NO, b: on, c: yes, d: 1e3, e: 0o17, f: 08, g: 2020-01-01, h: 1_000, i: true, j: null, k: ~, l: -0.5, m: 0x1F }';
    expect(read(text).value).toEqual({
      a: 'NO',
      b: 'on',
      c: 'yes',
      d: 1000,
      e: 15,
      f: 8,
      g: '2020-01-01',
      h: '1_000',
      i: true,
      j: null,
      k: null,
      l: -0.5,
      m: 31,
    });
  });

  test('have keys of text, as they are written', () => {
    expect(read('1990: a\nNO: b\ntrue: c\n1.50: d\n').value).toEqual({ '1990': 'a', NO: 'b', true: 'c', '1.50': 'd' });
  });

  test('survive a byte order mark, CRLF and an empty file', () => {
    expect(read('\ufeffa: 1\r\nb:\r\n  - x\r\n').value).toEqual({ a: 1, b: ['x'] });
    expect(read('# nothing\n').value).toBeNull();
    expect(read('').value).toBeNull();
  });

  test('are those of JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = JSON.parse(
          JSON.stringify(value, (_, inner) => (typeof inner === 'number' ? Math.fround(inner % 1e6) : inner)),
        ) as unknown;
        fc.pre(!/__proto__|"<<"|[\u007f]/.test(JSON.stringify(json)));
        expect(read(JSON.stringify(json)).value).toEqual(json);
      }),
      { numRuns: 200 },
    );
  });
});

describe('places', () => {
  const file = read('name: x\nstages:\n  train:\n    params: [years, model]\n    empty:\n');
  const at = (pointer: string, part?: 'key' | 'value') => file.markOf(pointer, part).place;

  test('are those of values, or of keys', () => {
    expect(at('/name')).toEqual({ file: 'x.yaml', line: 1, column: 7, length: 1 });
    expect(at('/name', 'key')).toEqual({ file: 'x.yaml', line: 1, column: 1, length: 4 });
    expect(at('/stages/train/params/1')).toEqual({ file: 'x.yaml', line: 4, column: 21, length: 5 });
    expect(at('/stages/train/params')).toEqual({ file: 'x.yaml', line: 4, column: 13, length: 14 });
  });

  test('are those of the key where the value is a block or empty', () => {
    expect(at('/stages/train')).toEqual({ file: 'x.yaml', line: 3, column: 3, length: 5 });
    expect(at('/stages/train/empty')).toEqual({ file: 'x.yaml', line: 5, column: 5, length: 5 });
  });

  test('fall back to what is above', () => {
    expect(at('/stages/train/module')).toEqual({ file: 'x.yaml', line: 3, column: 3, length: 5 });
    expect(at('/stages/train/params/7')).toEqual({ file: 'x.yaml', line: 4, column: 5, length: 6 });
    expect(at('/nothing')).toEqual({ file: 'x.yaml' });
    expect(at('')).toEqual({ file: 'x.yaml' });
  });

  test('are right in minified files, and after CRLF and a byte order mark', () => {
    expect(read('{a: {b: [1, {c: 2}]}}').markOf('/a/b/1/c')).toEqual({
      place: { file: 'x.yaml', line: 1, column: 17, length: 1 },
      excerpt: '{a: {b: [1, {c: 2}]}}',
    });
    expect(read('\ufeffa: 1\r\nb: 22\r\n').markOf('/b')).toEqual({
      place: { file: 'x.yaml', line: 2, column: 4, length: 2 },
      excerpt: 'b: 22',
    });
  });

  test('understand escaped keys', () => {
    expect(read('a/b: 1\n"~": 2\n').markOf('/a~1b').place).toEqual({ file: 'x.yaml', line: 1, column: 6, length: 1 });
    expect(read('a/b: 1\n"~": 2\n').markOf('/~0').place).toEqual({ file: 'x.yaml', line: 2, column: 6, length: 1 });
  });
});

describe('refused with E202', () => {
  test('what hides content: aliases, anchors, tags, directives, merge keys', async () => {
    expect(await refusal('a: *x\n')).toBe(
      lines(
        'x.yaml:1:4  E202 aliases are not allowed',
        '    a: *x',
        '       ^^',
        '  hint: write the value out, or put text that begins with "*" in quotes',
      ),
    );
    expect(await refusal('a: &x 1\n')).toBe(
      lines(
        'x.yaml:1:4  E202 anchors are not allowed',
        '    a: &x 1',
        '       ^^',
        '  hint: write the value out, or put text that begins with "&" in quotes',
      ),
    );
    expect(await refusal('a: !!str 1\n')).toBe(
      lines(
        'x.yaml:1:4  E202 tags are not allowed',
        '    a: !!str 1',
        '       ^^^^^',
        '  hint: remove it, or put text that begins with "!" in quotes',
      ),
    );
    expect(await refusal('%YAML 1.1\n---\na: no\n')).toBe(
      lines('x.yaml:1:1  E202 directives are not allowed', '    %YAML 1.1', '    ^^^^^^^^^', '  hint: remove the line'),
    );
    expect(await refusal('<<: { a: 1 }\n')).toBe(lines('x.yaml:1:1  E202 merge keys are not allowed', '    <<: { a: 1 }', '    ^^'));
  });

  test('but not text that looks like it', () => {
    expect(read('a: "*x"\nb: a*b\nc: x & y\nd: wow!\ne: "%"\n').value).toEqual({ a: '*x', b: 'a*b', c: 'x & y', d: 'wow!', e: '%' });
  });

  test('keys that are there twice, all of them', async () => {
    expect(await refusal('a: 1\na: 2\nb: { c: 1, "c": 2 }\n')).toBe(
      lines(
        'x.yaml:2:1  E202 the key "a" is there twice',
        '    a: 2',
        '    ^',
        'x.yaml:3:12  E202 the key "c" is there twice',
        '    b: { c: 1, "c": 2 }',
        '               ^^^',
      ),
    );
  });

  test('keys that could reach the prototype', async () => {
    expect(await refusal('a: { __proto__: { polluted: true } }\n')).toBe(
      lines('x.yaml:1:6  E202 the key "__proto__" is not allowed', '    a: { __proto__: { polluted: true } }', '         ^^^^^^^^^'),
    );
    expect(read('constructor: 1\ntoString: 2\n').value).toEqual({ constructor: 1, toString: 2 });
  });

  test('keys that are no text', async () => {
    expect(await refusal('? [a, b]\n: 1\n')).toBe(lines('x.yaml:1:3  E202 a key must be plain text', '    ? [a, b]', '      ^'));
  });

  test('numbers that are not finite or not exact', async () => {
    expect(await refusal('[.nan, -.inf, 1e1000, 12345678901234567890]')).toBe(
      lines(
        'x.yaml:1:2  E202 ".nan" is not a finite number',
        '    [.nan, -.inf, 1e1000, 12345678901234567890]',
        '     ^^^^',
        'x.yaml:1:8  E202 "-.inf" is not a finite number',
        '    [.nan, -.inf, 1e1000, 12345678901234567890]',
        '           ^^^^^',
        'x.yaml:1:15  E202 "1e1000" is not a finite number',
        '    [.nan, -.inf, 1e1000, 12345678901234567890]',
        '                  ^^^^^^',
        'x.yaml:1:23  E202 "12345678901234567890" is too large to be held exactly',
        '    [.nan, -.inf, 1e1000, 12345678901234567890]',
        '                          ^^^^^^^^^^^^^^^^^^^^',
        '  hint: put it in quotes if it is not a quantity',
      ),
    );
  });

  test('syntax errors, in plain words', async () => {
    expect(await refusal('a: [1, 2\n')).toBe(
      lines('x.yaml:1:8  E202 the list is not closed by "]", or not indented', '    a: [1, 2', '           ^'),
    );
    expect(await refusal('a: { b: 1\n')).toBe(
      lines('x.yaml:1:9  E202 the mapping is not closed by "}", or not indented', '    a: { b: 1', '            ^'),
    );
    expect(await refusal('a: "x\n')).toBe(
      lines('x.yaml:1:5  E202 the quote that begins here or before is not closed', '    a: "x', '        ^'),
    );
    expect(await refusal('a: b: c\n')).toBe(
      lines('x.yaml:1:4  E202 a second ":" on the line; put text that holds ": " in quotes', '    a: b: c', '       ^'),
    );
    expect(await refusal('a:\n\t- b\n')).toBe(lines('x.yaml:2:1  E202 tabs are not allowed as indentation', '        - b', '    ^^^^'));
    expect(await refusal('a: 1\n---\nb: 2\n')).toBe(
      lines('x.yaml:2:1  E202 a second YAML document begins here', '    ---', '    ^^^', '  hint: remove the "---"'),
    );
  });

  test('the marks of an unfinished merge', async () => {
    expect(await refusal('<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n')).toMatch(
      /\n {2}hint: the file holds conflict markers of a merge; resolve them$/,
    );
  });

  test('bytes that are no text', async () => {
    expect(await refusal('a: 1\nb: \u0000\n')).toBe(
      lines('x.yaml:2:4  E202 the control character U+0000 is not allowed', '    b: \\u0000', '       ^^^^^^'),
    );
    expect(await messageOf(() => readYaml('x.yaml', Uint8Array.of(0x61, 0xff)))).toBe(
      lines('x.yaml  E202 the file is not UTF-8', '  hint: save it as UTF-8'),
    );
  });
});

describe('bombs are refused before they go off', () => {
  const firstLine = async (text: string): Promise<string> => (await refusal(text)).split('\n')[0] ?? '';

  test('nine levels of aliases', async () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [*${'abcdefgh'[index]}, *${'abcdefgh'[index]}]`),
    ];
    expect(await firstLine(bomb.join('\n'))).toBe('x.yaml:1:4  E202 anchors are not allowed');
  });

  test.each(['[', '{a: ', '- ', '? '])('5,000 times "%s"', async (opening) => {
    expect(await firstLine(opening.repeat(5000))).toMatch(/^x\.yaml:1:\d+ {2}E202 nested more than 64 levels deep$/);
  });

  test('64 levels are read, 65 are not', async () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(JSON.stringify(read(nested(64)).value)).toBe(nested(64));
    expect(await firstLine(nested(65))).toBe('x.yaml:1:65  E202 nested more than 64 levels deep');
  });

  test('two MiB', async () => {
    expect(await refusal('a'.repeat(2 << 20))).toBe(lines('x.yaml  E202 the file has 2097152 bytes', '  expected: at most 1048576 bytes'));
  });

  test('a minified file is shown in part', async () => {
    const text = JSON.stringify(Array.from({ length: 1000 }, (_, index) => index)).replace(',500,', ',.nan,');
    const [, source = '', marks = ''] = (await refusal(text)).split('\n');
    expect(source.trim().length).toBeLessThanOrEqual(100);
    expect(source.slice(marks.indexOf('^'), marks.length)).toBe('.nan');
  });

  test('10,000 lines are read', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => (index % 5 === 0 ? `stage${index}:` : `  key${index}: value ${index}`)).join(
      '\n',
    );
    expect(Object.keys(read(text).value as object)).toHaveLength(2000);
  });
});
