import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';
import { reviewed } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

const TEST = "test('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n";

/** What an agent does with green checks, and the rules that a review names. */
const LINES = [
  // A name with a line break, one with a quotation mark, and a file beyond the limit for contents.
  `printf 'const k = "ghp_%s";\\n' 0123456789abcdefghijABCDEFGHIJ012345 > "$(printf 'src/a\\nb.ts')"`,
  `printf 'eval(x);\\n' > 'src/"q".ts'`,
  'head -c 12000000 /dev/zero > src/a.dat',
  `sed -i 's/toBe(3)/toBeDefined()/' src/add.test.ts`,
  'git mv src/old.ts src/new.ts',
  `printf 'fetch(u);\\n' >> src/new.ts`,
  "printf 'true\\n' > src/check.sh",
];

test('a review reads what a result changes, before and after, by whatever name', async () => {
  const place = await field(plugin);
  for (const [name, text] of Object.entries({
    ...{ 'src/add.test.ts': TEST, 'src/old.ts': 'const u = 1;\nconst v = 2;\nconst w = 3;\n' },
    'src/check.sh': 'grep -q toBe src/add.test.ts\n',
  }))
    writeFileSync(join(place.user, name), text);
  git(place.user, 'add', '.');
  git(place.user, 'commit', '-qm', 'Sum');
  await place.run('setting_set', { name: 'checks.unit', value: 'sh src/check.sh' });
  const { id } = await reviewed(place, LINES.join('\n'));
  const { risk } = (await place.run('run_show', { run: id })) as {
    risk: { reasons: { rule: string; files: string[] }[] };
  };
  expect(Object.fromEntries(risk.reasons.map(({ rule, files }) => [rule, files]))).toEqual({
    secretTexts: ['src/a\nb.ts'],
    evaluation: ['src/"q".ts'],
    weakerAssertions: ['src/add.test.ts'],
    changedTests: ['src/add.test.ts'],
    network: ['src/new.ts'],
    checkFiles: ['src/check.sh'],
    huge: ['src/a.dat'],
  });
  const text = await place.text('run_show', { run: id });
  expect(text).toContain('  src/add.test.ts:2: it weakens assertions: "expect(add(1, 2)).toBeDefined();"');
  expect(text).toContain('contents of 1 file were not read');
  expect(text).not.toContain('ghp_');
});

soak('a manifest is read however many tests have the name of a changed file', async () => {
  const work = await testWorkspace();
  const tests = Array.from({ length: 40 }, (_, n) => [`lib/use-${n}.test.ts`, TEST]);
  await gitProject(work, { ...Object.fromEntries(tests), 'package.json': '{"name": "x"}\n' });
  await work.run('task_add', { description: 'Task 1' });
  const { id } = await runWithResult(work, { 'lib/use.ts': "import pad from 'left-pad';\n" }, { number: 1 });
  const { risk } = await work.run<{ risk: { reasons: { rule: string }[] } }>('run_show', { run: id });
  expect(risk.reasons.map(({ rule }) => rule)).toContain('undeclared');
});

test('what a build writes counts like other files, until a person calls its folder generated', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Build' });
  const lines = Array.from({ length: 400 }, (_, n) => `add(${n});\n`).join('');
  const { id } = await runWithResult(work, { 'dist/a.js': `eval(x);\n${lines}` }, { number: 1 });
  const rules = async () => {
    const { risk } = await work.run<{ risk: { reasons: { rule: string }[] } }>('run_show', { run: id });
    return risk.reasons.map(({ rule }) => rule).filter((rule) => ['evaluation', 'size'].includes(rule));
  };
  expect(await rules()).toEqual(['evaluation', 'size']);
  await work.run('setting_set', { name: 'runs.generated', value: 'dist' });
  expect(await rules()).toEqual(['evaluation']);
});
