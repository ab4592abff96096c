import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { ReviewFile } from '../../src/domain/runs/run-shapes.ts';
import type { Grading } from '../../src/domain/task/grade.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, agent } from '../support/workspace.ts';
import { gatedRun, reviewed } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** The person at a terminal, who agrees to a command by giving it. */
const AT_TERMINAL: Caller = { ...ADA, door: 'cli' };

const WORK = 'echo done >> src/a.txt';

async function gradesOf({ run }: Field, id: string): Promise<Grading[]> {
  return (await run<{ grades: Grading[] }>('run_show', { run: id })).grades;
}

const short = (commit: string | undefined) => commit?.slice(0, 7);

/** Makes a task of criteria whose commands the person gave at a terminal, and a run in review with this work. */
async function tested(place: Field, acceptance: string[], line = WORK): Promise<Run> {
  await place.run('task_add', { description: 'Commands', acceptance }, AT_TERMINAL);
  return reviewed(place, line, { acceptance });
}

test('a criterion that fails before and passes now is met by that, without a word of the agent; each door says so', async () => {
  const place = await field(plugin);
  const { id, result, base, checks } = await tested(
    place,
    ['a.txt has the line done --by grep -q done src/a.txt', 'its test passes --by node a.test.mjs'],
    `${WORK}; echo 'console.log(1)' > a.test.mjs`,
  );
  expect(checks).toMatchObject([
    { name: 'grep -q done src/a.txt', ok: true, commit: result!.commit, base: { commit: base, ok: false } },
    { name: 'node a.test.mjs', ok: true, base: { ok: false, newTest: 'a.test.mjs is new' } },
  ]);
  const says = `failed before, passes now (run by Backlog on ${short(base)} and ${short(result!.commit)})`;
  const isNew = `new test, not on the start commit ${short(base)} (a.test.mjs is new); run by Backlog on ${short(result!.commit)}: passed`;
  expect(await gradesOf(place, id)).toMatchObject([
    { grade: 'compared', says: [says] },
    { grade: 'added', says: [isNew] },
  ]);
  const shown = await place.text('run_show', { run: id });
  expect(shown).toContain(`a.txt has the line done --by grep -q done src/a.txt: ${says}`);
  expect(shown).toContain(`its test passes --by node a.test.mjs: ${isNew}`);
  expect(await place.text('task_info', { id: 2 })).toContain(says);
  expect(await place.text('run_approve', { run: id })).toContain(`- a.txt has the line done: ${says}`);
});

test('what a run attaches stands beside the criterion whose evidence names it, otherwise below; each door says so', async () => {
  const place = await field(plugin);
  const { id, open } = await gatedRun(place, WORK, { acceptance: ['it looks right', 'it is fast'] });
  const attach = (file: string, more: object, by: Caller = inRun(id)) =>
    place.run('attachment_add', { id: 1, content: 'AAAA', file, ...more }, by);
  const { task } = await place.run<ReviewFile>('run_show', { run: id });
  await attach('shot.png', {});
  await attach('times.csv', { note: `for ${task!.acceptance![1]!.id}` });
  await attach('log.txt', { note: 'all output' });
  await attach('plan.txt', {}, ADA);
  await place.run('task_annotate', { id: 1, criterion: '1', text: 'It looks as in shot.png.' }, inRun(id));
  open();
  await place.becomes(id, 'review');
  const shot = 'attached: "shot.png" (image/png, 3 bytes)';
  const times = `attached: "times.csv" (text/csv, 3 bytes, "for ${task!.acceptance![1]!.id}")`;
  const log = 'attached: "log.txt" (text/plain, 3 bytes, "all output")';
  const shown = await place.run('run_show', { run: id });
  expect(shown).toMatchObject({
    grades: [{ says: [expect.stringContaining('claimed: '), shot] }, { says: ['no evidence', times] }],
    attached: [log],
  });
  const text = await place.text('run_show', { run: id });
  for (const said of [`; ${shot}`, `no evidence; ${times}`, `\n${log}`]) expect(text).toContain(said);
  expect(text).not.toContain('plan.txt');
  await place.run('task_annotate', { id: 1, criterion: '2', text: 'I measured it' });
  expect(await place.text('run_approve', { run: id })).toContain(shot);
  expect(await place.text('task_info', { id: 1 })).toContain(shot);
});

soak('a command that passes without the change, too, proves nothing about it', async () => {
  const place = await field(plugin);
  const { id, result } = await tested(place, ['it has a file --by test -f src/a.txt']);
  expect(await gradesOf(place, id)).toMatchObject([
    {
      grade: 'checked',
      says: [
        `run by Backlog on ${short(result!.commit)}: passed`,
        'passes without the change, too: no evidence about it',
      ],
    },
  ]);
  expect(await place.text('run_show', { run: id })).toContain('passes without the change, too');
});

soak('a claim is called a claim, beside the count of met criteria, too; a person accepts by own evidence', async () => {
  const place = await field(plugin);
  const { run } = place;
  const { id, open, becomes } = {
    ...(await gatedRun(place, WORK, { acceptance: ['it works', 'it is seen'] })),
    ...place,
  };
  await run('task_annotate', { id: 1, criterion: '1', text: 'npm test: 41 passed' }, inRun(id));
  open();
  await becomes(id, 'review');
  await run('task_annotate', { id: 1, criterion: '2', text: 'seen in the browser' });
  expect(await gradesOf(place, id)).toMatchObject([
    { grade: 'claimed', says: [expect.stringMatching(/^claimed: "npm test: 41 passed" \(ai:claude-code#r1\)/)] },
    { grade: 'accepted', says: ['accepted by a person: "seen in the browser" (human:ada)'] },
  ]);
  const text = await place.text('run_show', { run: id });
  expect(text).toContain('2 of 2 criteria met, 1 only claimed');
  expect(text).not.toMatch(/it works: met/);
  expect(await place.text('run_approve', { run: id })).toContain('- it works: claimed: "npm test: 41 passed"');
});

test('a command of an agent does not run before a person agrees to exactly it; then it does', async () => {
  const place = await field(plugin);
  const proof = join(place.root, 'ran');
  const by = `touch ${proof}`;
  const line = /backlog setting set (commands\.\w+) '(touch .*)'/;
  const added = await place.text(
    'task_add',
    { description: 'Work', acceptance: [`it works --by ${by}`] },
    agent('session-1'),
  );
  expect(added).toContain(`not run before a person agrees to "${by}": backlog setting set commands.`);
  const first = await reviewed(place, WORK, { acceptance: [`it works --by ${by}`] });
  expect(first.checks).toEqual([]);
  const [grade] = await gradesOf(place, first.id);
  expect(grade).toMatchObject({ says: [expect.stringContaining(`not run: nobody agreed to "${by}". To agree: `)] });
  expect(grade).not.toHaveProperty('grade');
  expect(() => readFileSync(proof)).toThrow();
  expect(await place.text('run_show', { run: first.id })).toContain(`nobody agreed to "${by}"`);
  expect((await place.refused('run_approve', { run: first.id })).data).toMatchObject({ unmet: [{}] });

  const [, name, value] = line.exec(grade!.says[0]!)!;
  await place.run('setting_set', { name, value });
  expect(await gradesOf(place, first.id)).toMatchObject([
    { says: [`not run on ${short(first.result!.commit)} yet: "${by}"`] },
  ]);
  await place.run('run_request_changes', { run: first.id, note: 'Again' });
  const again = await place.until(first.id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(again.checks).toMatchObject([{ name: by, ok: true }]);
  expect(readFileSync(proof, 'utf8')).toBe('');
});

test('a text that a person did not give at a terminal is no agreement: a page, an import, an unchanged criterion', async () => {
  const place = await field(plugin);
  const settings = () => [...place.opened.store.state.all('setting')].filter(([name]) => name.startsWith('commands.'));
  const id = await place.task({ description: 'Work', acceptance: ['it works --by echo agent'] });
  await place.run('task_modify', { filter: String(id), criterion: 'page --by echo page' }, { ...ADA, door: 'web' });
  const plan = '- [ ] Imported\n  - acceptance:\n    - [ ] it works --by echo file\n';
  await place.run('task_import', { from: plan, format: 'markdown' }, AT_TERMINAL);
  await place.run('task_modify', { filter: String(id), description: 'Other words' }, AT_TERMINAL);
  expect(settings()).toEqual([]);
  await place.run('task_modify', { filter: String(id), criterion: 'mine --by echo mine' }, AT_TERMINAL);
  expect(settings().map(([, { value }]) => value)).toEqual(['echo mine']);
});

soak(
  'a failed command makes the criterion unmet whatever the agent claims, and goes back to the agent; a later result starts anew',
  async () => {
    const place = await field(plugin);
    const { run, until } = place;
    await run('setting_set', { name: 'runs.checkRounds', value: '1' });
    await run('setting_set', { name: 'checks.two', value: 'test "$(grep -c done src/a.txt)" = 2' });
    await run('setting_set', { name: 'runs.checks', value: 'none' });
    const { id, open } = await gatedRun(place, WORK, { acceptance: ['two lines --by two'] });
    await run('task_annotate', { id: 1, criterion: '1', text: 'all good' }, inRun(id));
    open();
    const { rounds, checks, result } = await until(
      id,
      ({ state, rounds }) => state === 'review' && rounds?.length === 2,
    );
    expect(rounds?.map(({ why }) => why)).toEqual(['start', 'checks']);
    expect(checks).toMatchObject([{ name: 'two', ok: true, base: { ok: false } }]);
    expect(await gradesOf(place, id)).toMatchObject([{ grade: 'compared' }]);

    await run('run_request_changes', { run: id, note: 'Again' });
    const third = await until(
      id,
      ({ state, rounds }) => state === 'review' && rounds!.length > 2 && rounds!.at(-1)!.until !== undefined,
    );
    expect(third.result!.commit).not.toBe(result!.commit);
    expect(third.checks).toMatchObject([{ name: 'two', ok: false, commit: third.result!.commit }]);
    const [grade] = await gradesOf(place, id);
    expect(grade).toMatchObject({
      failed: true,
      says: [expect.stringContaining(`${short(third.result!.commit)}: failed`), expect.anything()],
    });
    expect(grade).not.toHaveProperty('grade');
    expect(await place.refused('run_approve', { run: id, override: 'so what' })).toMatchObject({
      data: { unmet: [{}] },
    });

    await run('run_discard', { run: id });
    expect(await place.text('task_info', { id: 1 })).toMatch(
      /outdated evidence \(.*\): doesn't count|run r1 was discarded: doesn't count/,
    );
  },
);

soak('the start commit is tested once for all results and runs from it', async () => {
  const place = await field(plugin);
  const log = join(place.root, 'log');
  writeFileSync(log, '');
  const by = `sh -c 'echo run >> ${log}; grep -q done src/a.txt'`;
  const acceptance = [`it works --by ${by}`];
  const first = await tested(place, acceptance);
  expect(readFileSync(log, 'utf8')).toBe('run\nrun\n');
  await place.run('run_discard', { run: first.id });
  const second = await reviewed(place, WORK, { acceptance });
  expect(second.checks).toMatchObject([{ ok: true, base: { commit: first.base, ok: false } }]);
  expect(readFileSync(log, 'utf8')).toBe('run\nrun\nrun\n');
});

soak('a check says what it covered, and what is new in it: tests by name, on both commits', async () => {
  const files = {
    'src/a.txt': 'a\n',
    '.gitignore': '*.log\n',
    'a.test.mjs':
      "import test from 'node:test'; import assert from 'node:assert'; import fs from 'node:fs';\ntest('has done', () => assert.match(fs.readFileSync('src/a.txt', 'utf8'), /done/));\ntest('is there', () => {});\n",
  };
  const place = await field({ ...plugin, files });
  const more = `echo "test('is new', () => {});" >> a.test.mjs`;
  await place.run('setting_set', { name: 'checks.unit', value: 'node --test --test-reporter=tap a.test.mjs' });
  const { id, checks } = await reviewed(place, `${WORK}; ${more}`, { acceptance: ['all pass --by unit'] });
  expect(checks).toMatchObject([{ name: 'unit', tests: { format: 'tap', passed: 3, added: 1, cured: 1 } }]);
  expect(await place.text('run_show', { run: id })).toContain(
    'check unit: passed (3 tests, 1 new, 1 fails without the change, ',
  );
});

soak(
  'a check that hides failures passes with a doubt, and by no rule; as a test of a criterion it has failed',
  async () => {
    const files = {
      'src/a.txt': 'a\n',
      'a.test.mjs': "import test from 'node:test';\ntest('is red', () => { throw new Error('red'); });\n",
    };
    const place = await field({ ...plugin, files });
    await place.run('setting_set', {
      name: 'checks.unit',
      value: 'node --test --test-reporter=tap a.test.mjs || true',
    });
    await place.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
    const { id, checks } = await reviewed(place, WORK, { checks: 'unit' });
    expect(checks).toMatchObject([{ ok: true, doubt: 'its output reports a failed test' }]);
    expect(await place.text('run_show', { run: id })).toMatch(
      /check unit: passed, but its output reports a failed test \(/,
    );
    expect(await place.text('autonomy_replay', { since: '30d' })).toContain('checks did not pass on this commit: unit');
    const { id: next } = await reviewed(place, 'echo more >> src/b.txt', { acceptance: ['it works --by unit'] });
    expect((await place.now(next)).checks).toMatchObject([{ ok: false }]);
  },
);

soak('a log from a build cache is evidence with a doubt, and lands by no rule', async () => {
  const place = await field(plugin);
  await place.run('setting_set', {
    name: 'checks.unit',
    value:
      "grep -q done src/a.txt && printf 'web:test: cache hit, replaying logs ae90\\nCached:    2 cached, 2 total\\n'",
  });
  await place.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
  const { id, checks } = await reviewed(place, WORK, { acceptance: ['it works --by unit'] });
  const doubt = 'its output is from the cache of turbo (--force runs it)';
  expect(checks).toMatchObject([{ ok: true, doubt, base: { ok: false } }]);
  expect(await gradesOf(place, id)).toMatchObject([
    { grade: 'compared', says: [expect.stringContaining(`, but ${doubt}`)] },
  ]);
  expect(await place.text('run_show', { run: id })).toContain(`check unit: passed, but ${doubt}`);
  expect(await place.text('autonomy_replay', { since: '30d' })).toContain('checks did not pass on this commit: unit');
});

soak('a command that changes files on the start commit has no outcome there, and its report is read', async () => {
  const files = { 'src/a.txt': 'a\n', '.gitignore': 'reports/\n' };
  const place = await field({ ...plugin, files });
  const report = '<testsuite><testcase classname="a" name="b"/><testcase name="c"><skipped/></testcase></testsuite>';
  const writes = `mkdir -p reports; echo '${report}' > reports/a.xml; grep -q done src/a.txt || { echo x > src/b.txt; false; }`;
  await place.run('setting_set', { name: 'checks.unit', value: writes });
  const { id, base, checks } = await reviewed(place, WORK, { acceptance: ['it works --by unit'] });
  expect(checks).toMatchObject([{ ok: true, tests: { format: 'junit', passed: 1, failed: 0, skipped: 1 } }]);
  expect(checks![0]!.base).toEqual({
    commit: base,
    why: 'it exited with 1, and it changed what it checks: src/b.txt (added, and no .gitignore names it)',
  });
  const [grade] = await gradesOf(place, id);
  expect(grade).toMatchObject({
    grade: 'checked',
    says: [expect.anything(), expect.stringContaining(`not known for ${short(base)}`)],
  });
});

test("an agent can't change the command of a criterion of its own run; a copy of the task keeps it, without evidence", async () => {
  const place = await field(plugin);
  const { id, open } = await gatedRun(place, WORK, { acceptance: ['it works --by npm test'] });
  for (const acceptance of [['it works'], ['it works --by true'], []])
    expect(await place.refused('task_modify', { filter: '1', acceptance }, inRun(id))).toMatchObject({
      code: 'forbidden',
    });
  await place.run('task_annotate', { id: 1, criterion: '1', text: 'good' }, inRun(id));
  open();
  await place.becomes(id, 'review');
  const copy = await place.run<{ task: { acceptance: unknown[] } }>('task_duplicate', { id: 1 });
  expect(JSON.stringify(copy)).toContain('"by":"npm test"');
  expect(JSON.stringify(copy)).not.toContain('"met"');
});

soak('the page of an archived task has the grades, too', async () => {
  const place = await field(plugin);
  const id = await place.task({ description: 'Work', acceptance: ['it works'] });
  await place.run('task_annotate', { id, criterion: '1', text: 'seen' });
  await place.run('task_done', { id: [id] });
  await place.run('task_archive', { filter: String(id) });
  expect(await place.text('task_info', { id })).toContain('it works (accepted by a person: "seen" (human:ada))');
});
