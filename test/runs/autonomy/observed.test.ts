import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyRules } from '../../../src/runs/autonomy/apply-rules.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { ADA } from '../../support/workspace.ts';
import { type Field, field } from '../support/field.ts';

const plugin = builtPlugin();

const FILES = {
  'src/price.js': 'export const price = (n) => n;\n',
  'test/price.test.js':
    "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { price } from '../src/price.js';\ntest('price', () => assert.equal(price(1), 1));\n",
  'package.json': '{"type":"module"}\n',
};

/** A queue with a rule that merges results, and a check that runs their tests. */
async function ruled(rule: Record<string, string>): Promise<Field> {
  const place = await field({ ...plugin, files: FILES });
  await place.run('setting_set', { name: 'checks.unit', value: 'node --test test/' });
  await place.run('setting_set', { name: 'autonomy.small.then', value: 'land' });
  for (const [name, value] of Object.entries(rule))
    await place.run('setting_set', { name: `autonomy.small.${name}`, value });
  return place;
}

/** Lets an agent write files, and lets rules decide about its result. */
async function result(place: Field, files: Record<string, string>) {
  const lines = Object.entries(files).map(
    ([path, text]) => `writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(text)});`,
  );
  await place.agent('writer', `import { writeFileSync } from 'node:fs';\n${lines.join('\n')}`);
  const task = await place.task({ description: 'Test more', checks: ['unit'] });
  const id = await place.start(task, 'writer');
  const run = await place.becomes(id, 'review');
  await applyRules(place.opened.context(ADA), run.repository);
  return place.now(id);
}

const testFile = (body: string, imports = '') =>
  `import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { price } from '../src/price.js';\n${imports}\ntest('more', () => { ${body} assert.equal(price(2), 2); });\n`;

const BASHRC = "appendFileSync(process.env.HOME + '/.bashrc', 'evil');";
const FS = "import { appendFileSync } from 'node:fs';";

describe('a result that a rule may merge', NEEDS_SANDBOX, () => {
  test('merges if its checks do no more than on the start commit', async () => {
    const place = await ruled({ risk: 'medium' });
    const run = await result(place, { 'test/more.test.js': testFile('') });
    expect(run.result?.effects).toEqual([{ of: 'unit', fresh: [] }]);
    expect([run.verdict?.actor, run.asks]).toEqual(['system:rule/small', undefined]);
  });

  test('waits for a person if a test of it does more, whatever paths the rule names', async () => {
    const home = process.env.HOME!;
    const before = existsSync(join(home, '.bashrc')) && readFileSync(join(home, '.bashrc'), 'utf8');
    const place = await ruled({ risk: 'medium', path: 'test/**' });
    const run = await result(place, { 'test/more.test.js': testFile(BASHRC, FS) });
    expect(run.result?.effects).toEqual([{ of: 'unit', fresh: ['writes ~/.bashrc'] }]);
    expect([run.state, run.asks?.reasons]).toEqual([
      'review',
      expect.arrayContaining(['its checks do more than on the start commit: unit writes ~/.bashrc']),
    ]);
    expect(await place.text('run_show', { run: run.id })).toContain('unit writes ~/.bashrc');
    expect(await place.text('autonomy_replay')).toContain('unit writes ~/.bashrc');
    expect(existsSync(join(home, '.bashrc')) && readFileSync(join(home, '.bashrc'), 'utf8')).toBe(before);
  });

  test('waits for a person if its setup command does more', async () => {
    const place = await ruled({ risk: 'medium' });
    await place.run('setting_set', { name: 'runs.setup', value: 'test ! -f setup.js || node setup.js' });
    const files = { 'setup.js': `${FS} ${BASHRC}\n` };
    const run = await result(place, files);
    expect(run.result?.effects?.map(({ of }) => of)).toEqual(['setup', 'unit']);
    expect(run.asks?.reasons.join()).toContain('setup writes ~/.bashrc');
  });

  test.each([
    ['a person decided that nothing is contained', { 'runs.sandbox': 'off' }, '`runs.sandbox off`'],
    [
      'the network is that of the machine',
      { 'runs.sandbox': 'worktree', 'runs.network': 'all' },
      'its network is that',
    ],
  ])('merges only by a rule that names paths if %s', async (_, settings, why) => {
    const place = await ruled({ risk: 'medium' });
    for (const [name, value] of Object.entries(settings)) await place.run('setting_set', { name, value });
    const run = await result(place, { 'test/more.test.js': testFile('') });
    expect([run.state, run.asks?.reasons.join()]).toEqual(['review', expect.stringContaining(why)]);
    await place.run('setting_set', { name: 'autonomy.small.path', value: '**/*' });
    await applyRules(place.opened.context(ADA), run.repository);
    expect((await place.now(run.id)).verdict).toBeUndefined();
    await place.run('setting_set', { name: 'autonomy.small.path', value: 'test/**' });
    await applyRules(place.opened.context(ADA), run.repository);
    expect((await place.now(run.id)).verdict?.actor).toBe('system:rule/small');
  });

  test('has a failed check that names the sandbox, which no setting asks for', async () => {
    const place = await ruled({ risk: 'medium' });
    const files = {
      'test/more.test.js': testFile("await fetch('http://127.0.0.1:9');").replace('() =>', 'async () =>'),
    };
    await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
    const run = await result(place, files);
    expect(run.checks?.[0]).toMatchObject({ ok: false, why: expect.stringContaining('runs.network.unit') });
  });

  test('has its checks contained at the merge, too; one that a person approved has them as the settings say', async () => {
    const place = await ruled({ risk: 'medium' });
    const ran = join(place.root, 'ran');
    await place.run('setting_set', { name: 'checks.unit', value: `echo ran >> ${ran}; node --test test/` });
    const run = await result(place, { 'test/more.test.js': testFile('') });
    await place.becomes(run.id, 'merged');
    expect(existsSync(ran)).toBe(false);
    await place.run('setting_set', { name: 'autonomy.small.then', value: 'ask' });
    await place.agent('second', "import { writeFileSync } from 'node:fs'; writeFileSync('docs.md', 'x');");
    const id = await place.start(await place.task({ description: 'More', checks: ['unit'] }), 'second');
    await place.becomes(id, 'review');
    expect(existsSync(ran)).toBe(true);
  });
});
