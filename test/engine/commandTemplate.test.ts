// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand, scriptOf } from '../../src/engine/commandTemplate.ts';

const placements = (command: string) => parseCommand(command).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.placement]));

/** What a command prints with these values. */
function printed(command: string, values: Readonly<Record<string, readonly string[]>>): string {
  const script = scriptOf(parseCommand(command), (name) => values[name]!);
  return execFileSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('where a placeholder stands', () => {
  test.each([
    ['echo ${x}', ['word']],
    ['echo "${x}"', ['double quotes']],
    ["echo '${x}'", ['single quotes']],
    ["echo $'a\\'${x}'", ['single quotes']],
    ['echo "it\'s ${x}"', ['double quotes']],
    ['echo \\"${x}\\"', ['word']],
    ['echo \'"\' ${x} "\'" ${x}', ['word', 'word']],
    ['echo "$(cat ${x})" ${x}', ['word', 'word']],
    ['echo "$(echo ")" "${x}")" "${x}"', ['double quotes', 'double quotes']],
    ['echo "`cat ${x}`"', ['word']],
    ["# it's a comment\necho ${x}", ['word']],
    ["echo a#b '#' ${x}", ['word']],
    ['cat <<EOF\nit\'s "${x}"\nEOF\necho ${x}', ['here-document', 'word']],
    ['cat <<\'EOF\'\n${x}\nEOF\necho "${x}"', ['quoted here-document', 'double quotes']],
    ['cat <<-"EOF" <<B\n\t${x}\n\tEOF\n${x}\nB\necho ${x}', ['quoted here-document', 'here-document', 'word']],
    ['cat <<< ${x}', ['word']],
    ['bash -c "echo ${x}"', ['program text']],
    ['bash -euc "echo ${x}"', ['program text']],
    ['bash -c ${x}', ['program text']],
    ['bash -c \'echo "$1"\' - ${x} "${x}"', ['word', 'double quotes']],
    ["bash -c 'echo $1' - ${x}", ['word']],
    ['bash scripts/clean.sh -c ${x} "${x}"', ['word', 'double quotes']],
    ['python3 scripts/clean.py -c "${x}" ${x}', ['double quotes', 'word']],
    ['sed "s/a/${x}/" ${x}', ['program text', 'word']],
    ['eval "${x}"', ['program text']],
    ['eval ${x}', ['program text']],
    ['python3 -c "print(${x})"', ['program text']],
    ['awk "{ print ${x} }" ${x}', ['program text', 'word']],
    ['head -c ${x} file; gcc -c "${x}"', ['word', 'double quotes']],
    ['echo "$((1 + ${x}))" "${x}"', ['program text', 'double quotes']],
    ['((y = ${x})); echo ${x}', ['program text', 'word']],
    ['let y=${x}', ['program text']],
    ['[[ ${x} -eq 3 ]] && echo "${x}"', ['program text', 'double quotes']],
    ['[[ 3 -lt ${x} ]]; [[ ${x} == a ]]; [ "${x}" -eq 3 ]', ['program text', 'word', 'double quotes']],
    ['echo $${A[${x}]} ${x}', ['program text', 'word']],
  ])('%s', (command, expected) => {
    expect(placements(command)).toEqual(expected);
  });

  test("`$${` is the shell's own", () => {
    expect(parseCommand('echo $${X:-3} ${x}')).toEqual(['echo ', '${X:-3} ', { name: 'x', placement: 'word' }]);
    expect(printed('X=5; echo "$${X:-3}" $${Y:-3} ${x}', { x: ['v'] })).toBe('5 3 v\n');
  });
});

describe('what the shell gets', () => {
  test('a value is one word and never code, wherever it stands', () => {
    for (const value of [
      'two words',
      'a; touch x #',
      '$(touch x)',
      '`touch x`',
      "it's",
      '"',
      '\\',
      '*',
      '~',
      '$HOME',
      '-n',
      '!',
      'a\nb',
      '',
    ]) {
      expect(printed('printf "<%s>" ${x}', { x: [value] })).toBe(`<${value}>`);
      expect(printed('printf "<%s>" "a ${x} b"', { x: [value] })).toBe(`<a ${value} b>`);
      expect(printed('cat <<EOF\n${x}\nEOF', { x: [value] })).toBe(`${value}\n`);
      expect(printed('printf "<%s>" "$(printf "%s" "${x}.")"', { x: [value] })).toBe(`<${value}.>`);
    }
  });

  test('a list is several words, one text inside quotes, and nothing where it is empty', () => {
    expect(printed('printf "<%s>" ${x}', { x: ['a b', 'c'] })).toBe('<a b><c>');
    expect(printed('printf "<%s>" "${x}"', { x: ['a b', 'c'] })).toBe('<a b c>');
    expect(printed('printf "<%s>" a ${x}', { x: [] })).toBe('<a>');
  });

  test('any values, in any order of placements', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '"', '$', '(', ')', '`', '\\', ';', '#', '\n', '*', '{', '}', '!', '<', 'é'),
      maxLength: 8,
    });
    const forms = ['${x}', '"${x}"', '"a${x}b"', '"$(printf "%s." "${x}")"'] as const;
    const shown = (form: (typeof forms)[number], text: string) =>
      ({ '${x}': text, '"${x}"': text, '"a${x}b"': `a${text}b`, '"$(printf "%s." "${x}")"': `${text}.` })[form];
    fc.assert(
      fc.property(value, fc.array(fc.constantFrom(...forms), { minLength: 1, maxLength: 4 }), (text, chosen) => {
        expect(printed(`printf '<%s>' ${chosen.join(' ')}`, { x: [text] })).toBe(chosen.map((form) => `<${shown(form, text)}>`).join(''));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
