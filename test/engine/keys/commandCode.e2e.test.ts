// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Outcome, Project } from '../rig.ts';

/** Stages that are commands: what they declare is in their key and is all that they see. */

const LENGTH = 'wc -c < "$1" | sed "s/.*/{\\"length\\": &}/"\n';
const NOTE = `kind: document\ntitle: A note\nschema: { type: object, required: [length], properties: { length: {} } }\n`;

/** A project with one stage `note`, whose lines are given. */
function projectWith(stage: readonly string[], files: Readonly<Record<string, string>>): Project {
  const lines = stage.map((line) => `    ${line}\n`).join('');
  return new Project({
    'pipeline.yaml': `name: commands\nparams: params.yaml\nstages:\n  note:\n${lines}    outputs:\n      note: { file: note.json, contract: note }\n`,
    'params.yaml': 'script: scripts/x.sh\n',
    'schemas/note.yaml': NOTE,
    ...files,
  });
}

const result = (project: Project): unknown => JSON.parse(project.read('artifacts/note/note.json')).length;
const printing = (length: number): string => `echo '{"length": ${length}}'\n`;

describe('declared code', () => {
  test.each([
    ['a file', ['scripts/x.sh'], 'bash scripts/x.sh', 'scripts/x.sh'],
    ['a name beyond ASCII', ['scripts/größe.sh'], 'bash scripts/größe.sh', 'scripts/größe.sh'],
    ['a name with blank, plus, at, comma and tilde', ['scripts/a b+c@d,e~.sh'], "bash 'scripts/a b+c@d,e~.sh'", 'scripts/a b+c@d,e~.sh'],
    ['a path from $PWD', ['scripts'], 'bash "$PWD/scripts/x.sh"', 'scripts/x.sh'],
    ['a folder, entered', ['scripts/'], 'cd scripts && bash x.sh', 'scripts/x.sh'],
    ['a pattern', ['scripts/*.sh'], 'for f in scripts/*.sh; do bash $f; done', 'scripts/x.sh'],
    ['a pattern over folders', ['**/x.sh'], 'bash deep/er/x.sh', 'deep/er/x.sh'],
    ['a parameter', ['scripts'], 'bash ${params.script}', 'scripts/x.sh'],
    ['a library that is sourced', ['lib.sh'], '. ./lib.sh', 'lib.sh'],
  ])('%s is run, and in the key', async (_, code, command, file) => {
    const project = projectWith(
      ['params: [script]', `code: ${JSON.stringify(code)}`, 'run: |-', `  cd . && { ${command}; } > \${outputs.note}`],
      { [file]: printing(1) },
    );
    await project.run();
    expect((await project.run()).executed).toEqual([]);
    project.write(file, printing(2));
    expect((await project.run()).executed).toEqual(['note']);
    expect(result(project)).toBe(2);
  });

  test('modules that a Python script imports', async () => {
    const project = projectWith(['code: [scripts]', 'run: python3 scripts/main.py > ${outputs.note}'], {
      'scripts/main.py': 'import json\nfrom lib import size\nprint(json.dumps({"length": size()}))\n',
      'scripts/lib.py': 'def size():\n    return 1\n',
    });
    await project.run();
    project.edit('scripts/lib.py', 'return 1', 'return 2');
    expect((await project.run()).executed).toEqual(['note']);
    expect(result(project)).toBe(2);
    // What Python leaves behind is in the private folder, and a cache of its own making in the project is no code.
    expect(project.has('scripts/__pycache__')).toBe(false);
    project.write('scripts/__pycache__/lib.pyc', 'x');
    expect((await project.run()).executed).toEqual([]);
  });

  test('a new file of a folder, one less, and the right to execute one count', async () => {
    const project = projectWith(['code: [scripts]', 'run: |-', '  ls scripts | wc -l | sed "s/.*/{\\"length\\": &}/" > ${outputs.note}'], {
      'scripts/a': '',
    });
    await project.run();
    project.write('scripts/b', '');
    await project.run();
    expect(result(project)).toBe(2);
    chmodSync(project.path('scripts/b'), 0o755);
    expect((await project.run()).executed).toEqual(['note']);
    project.delete('scripts/b');
    await project.run();
    expect(result(project)).toBe(1);
  });

  test('is run as it was when the key was computed, whatever is edited meanwhile', async () => {
    const project = projectWith(['code: [x.sh]', 'inputs: { first: { stage: slow, output: note } }', 'run: bash x.sh > ${outputs.note}'], {
      'x.sh': printing(1),
    });
    project.edit(
      'pipeline.yaml',
      'stages:\n',
      'stages:\n  slow:\n    run: |-\n      sleep 2; echo \'{"length": 0}\' > ${outputs.note}\n    outputs:\n      note: { file: slow.json, contract: note }\n',
    );
    const { ended } = project.start(['run']);
    await new Promise((done) => setTimeout(done, 1_200));
    project.write('x.sh', printing(2));
    expect((await ended).exitCode).toBe(0);
    expect(result(project)).toBe(1);
    expect((await project.run()).executed).toEqual(['note']);
    expect(result(project)).toBe(2);
  });
});

describe('what is not declared', () => {
  const warnings = ({ stderr }: Outcome): string[] => [...stderr.matchAll(/E213 warning: (.*)/g)].map(([, text]) => text!);

  test.each([
    ['a script', 'bash scripts/x.sh', ['scripts/x.sh']],
    ['a name beyond ASCII', 'bash scripts/größe.sh', ['scripts/größe.sh']],
    ['a name in quotes', 'bash "scripts/a b.sh"', ['scripts/a b.sh']],
    ['a name with escapes', 'bash scripts/a\\ b.sh', ['scripts/a b.sh']],
    ['a path from $PWD', 'bash $PWD/scripts/x.sh', ['scripts/x.sh']],
    ['a folder, entered', 'cd scripts && bash x.sh', ['scripts/x.sh']],
    ['a pattern', 'cat scripts/*.sh', ['scripts/a b.sh', 'scripts/größe.sh', 'scripts/x.sh']],
    ['a parameter', 'bash ${params.script}', ['scripts/x.sh']],
    ['a library', '. ./lib.sh', ['lib.sh']],
    ['a value of an option', 'sort --files0-from=lib.sh', ['lib.sh']],
    ['data', 'cat data/x.csv', ['data/x.csv']],
    ['a script that a declared one calls', 'bash main.sh', ['scripts/x.sh']],
    ['a module that a declared one imports', 'python3 main.py', ['lib.py', 'pkg/__init__.py', 'pkg/mod.py']],
  ])('%s is told by validate, and missing', async (_, command, expected) => {
    const project = projectWith(['params: [script]', 'code: [main.sh, main.py]', 'run: |-', `  ${command} > \${outputs.note}`], {
      'scripts/x.sh': LENGTH,
      'scripts/größe.sh': LENGTH,
      'scripts/a b.sh': LENGTH,
      'lib.sh': LENGTH,
      'data/x.csv': '1\n',
      'main.sh': command === 'bash main.sh' ? 'bash scripts/x.sh\n' : '',
      'main.py': command.includes('.py') ? 'import json, lib\nfrom pkg.mod import f\n' : '',
      'lib.py': '',
      'pkg/__init__.py': '',
      'pkg/mod.py': '',
    });
    const outcome = await project.call('validate');
    expect(outcome.exitCode).toBe(0);
    expect(warnings(outcome).map((text) => / names (.*), which/.exec(text)?.[1])).toEqual(expected);
    expect((await project.call('run')).exitCode).not.toBe(0);
  });

  test('a declared file, a source and a word that is no file are not told', async () => {
    const project = projectWith(['code: [x.sh]', 'run: bash x.sh README | cat - /dev/null > ${outputs.note}'], { 'x.sh': printing(1) });
    const outcome = await project.call('validate');
    expect(warnings(outcome)).toEqual([]);
  });

  test.each([
    ['no such file', ['scripts/y.sh'], 'E201', 'code "scripts/y.sh" names no file'],
    ['a pattern of nothing', ['*.nothing'], 'E201', 'code "*.nothing" names no file'],
    ['an empty folder', ['empty'], 'E201', 'code "empty" names no file'],
    ['the folder above', ['../x.sh'], 'E206', 'path "../x.sh" leaves its folder by ".."'],
    ['an absolute path', ['/etc/passwd'], 'E206', 'path "/etc/passwd" is absolute'],
  ])('%s is refused before anything runs', async (_, code, expected, message) => {
    const project = projectWith([`code: ${JSON.stringify(code)}`, 'run: "true"'], { 'scripts/x.sh': '' });
    mkdirSync(project.path('empty'));
    for (const command of ['validate', 'run']) {
      const { exitCode, diagnostics } = await project.refusal(command);
      expect({ exitCode, code: diagnostics[0]!.code, message: diagnostics[0]!.message }).toEqual({ exitCode: 2, code: expected, message });
      expect(diagnostics[0]!.place).toMatchObject({ file: 'pipeline.yaml' });
    }
  });

  test('a circle of links in a folder of code is not followed', async () => {
    const project = projectWith(['code: [scripts]', 'run: bash scripts/x.sh > ${outputs.note}'], { 'scripts/x.sh': printing(1) });
    symlinkSync('.', project.path('scripts/loop'));
    await project.run();
    expect(result(project)).toBe(1);
  });
});

describe('the environment of a stage', () => {
  const VARIABLES = 'run: |-\n      printf \'{"length": "%s"}\' "$PATH|$${HOME-none}|$${COLOUR-none}" > ${outputs.note}';

  test('has a PATH of its own and no HOME', async () => {
    const project = projectWith([VARIABLES], {});
    expect((await project.start(['run'], { COLOUR: 'red' }).ended).exitCode).toBe(0);
    expect(result(project)).toBe('/usr/local/bin:/usr/bin:/bin|none|none');
  });

  test('a declared variable is seen and in the key; its value is not written down', async () => {
    const project = projectWith(['environment: [COLOUR, HOME]', VARIABLES], {});
    const run = async (environment: NodeJS.ProcessEnv): Promise<string> => {
      const { stdout, stderr } = await project.start(['run'], environment).ended;
      return stdout + stderr;
    };
    await run({ COLOUR: 'red-secret', HOME: '/home/a' });
    expect(result(project)).toBe('/usr/local/bin:/usr/bin:/bin|/home/a|red-secret');
    expect(await run({ COLOUR: 'red-secret', HOME: '/home/a' })).toContain('Nothing to do');
    expect(await run({ COLOUR: 'blue', HOME: '/home/a' })).toContain('environment COLOUR changed');
    expect(result(project)).toBe('/usr/local/bin:/usr/bin:/bin|/home/a|blue');
    const { key } = project.lock()['note']!;
    expect(project.read(`artifacts/.store/records/${key.slice(0, 2)}/${key.slice(2)}.json`)).not.toContain('blue"');
  });

  test('of a module, too', async () => {
    const module =
      'export async function run({ outputs }: any) { await outputs.note.write({ length: [process.env.HOME ?? null, process.env.PATH] }); }\n';
    const project = projectWith(['module: stages/note.ts'], { 'stages/note.ts': module });
    await project.run();
    expect(result(project)).toEqual([null, '/usr/local/bin:/usr/bin:/bin']);
  });

  test('a program that lies elsewhere is not found, and the message says what to declare', async () => {
    const project = projectWith(['run: no-such-program > ${outputs.note}'], {});
    const { events } = await project.events();
    const failed = events.find((event) => event.type === 'instance-failed');
    expect(failed?.type === 'instance-failed' && failed.diagnostics[0]?.hint).toBe(
      'a stage finds programs in /usr/local/bin:/usr/bin:/bin; for one that lies elsewhere declare `environment: [PATH]`',
    );
  });

  test.each(['PIPELINE_PARENT', '1A', 'A B', 'A=B'])('%s is no name of a variable', async (name) => {
    const project = projectWith([`environment: [${JSON.stringify(name)}]`, 'run: "true"'], {});
    expect((await project.refusal('validate')).diagnostics[0]).toMatchObject({ code: 'E203', place: { file: 'pipeline.yaml', line: 5 } });
  });
});
