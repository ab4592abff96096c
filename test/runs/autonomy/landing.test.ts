import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { applyRules } from '../../../src/runs/autonomy/apply-rules.ts';
import { awaitsRule } from '../../../src/runs/autonomy/rules-in.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import type { Tx } from '../../../src/store/index.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const DOCS = { 'docs/a.md': 'Say more.\n' };

/** A queue with a git project, one rule and one result in review. */
async function ruled(
  rules: Readonly<Record<string, string>>,
  files: Parameters<typeof runWithResult>[1] = DOCS,
  more: Parameters<typeof runWithResult>[2] = {},
  base?: Readonly<Record<string, string>>,
): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, base);
  await work.run('task_add', { description: 'Explain', type: 'docs' });
  await runWithResult(work, files, { number: 1, ...more });
  for (const [name, value] of Object.entries(rules)) await work.run('setting_set', { name: `autonomy.${name}`, value });
  return work;
}

const merge = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
const stored = (work: TestWorkspace, id = 'r1') => work.opened.store.state.get('run', id) as Run;
const main = (work: TestWorkspace, ...args: string[]) => git(join(work.folder, 'project'), ...args);
/** Changes records as a supervisor or a look at CI would. */
const given = (work: TestWorkspace, change: (tx: Tx, run: Run) => void) =>
  work.opened.context(ADA).write('given', (tx) => change(tx, stored(work)));
const LAND = { 'docs.then': 'land', 'docs.path': 'docs/**' };

const testOf = (name: string, password: string, ok: boolean) =>
  `test('${name}', () => {\n  assert.equal(login('${password}').ok, ${ok});\n});\n`;
const REFUSING = [testOf('a wrong password is refused', 'wrong', false), testOf('it is trimmed', ' right', true)];
const ACCEPTED = testOf('the right password is accepted', 'right', true);

describe('a result in review', () => {
  test('lands by a rule that allows it; the rule is its author, and the ledger has its facts', async () => {
    const work = await ruled(LAND);
    await merge(work);
    const run = stored(work);
    expect(run).toMatchObject({
      state: 'merged',
      verdict: {
        actor: 'system:rule/docs',
        rule: {
          name: 'docs',
          digest: expect.stringMatching(/^[0-9a-f]{32}$/),
          facts: { files: 1, lines: 1, risk: 'low' },
        },
      },
    });
    expect(main(work, 'show', 'main:docs/a.md')).toBe('Say more.');
    expect(main(work, 'log', '-1', '--format=%B', 'main')).toContain('Approved-By: system:rule/docs');
    expect(readFileSync(join(work.folder, 'project', 'docs/a.md'), 'utf8')).toBe('Say more.\n');
    expect(await work.text('autonomy_list')).toMatch(/docs.*1 landed/);
    expect(await work.text('autonomy_show')).toContain(`run revert r1`);
    expect(await work.text('task_history', { id: 1 })).toContain('system:rule/docs');
  });

  test.each(
    everyNth<[what: string, rules: Record<string, string>, files: Record<string, string>, reason: RegExp]>(4, [
      ['no rule', {}, DOCS, /^$/],
      ['a rule for other files', { ...LAND, 'docs.path': 'doc/**' }, DOCS, /^docs: other files: docs\/a\.md$/],
      ['one file more', LAND, { ...DOCS, 'src/b.txt': 'b\n' }, /^docs: other files: src\/b\.txt$/],
      ['a protected path', { ...LAND, 'law.path': 'docs/a.*' }, DOCS, /^the rule law asks: docs\/a\.md$/],
      ['a task that the filter excludes', { ...LAND, 'docs.task': 'type:bug' }, DOCS, /^docs: the task doesn't match/],
      [
        'a filter that nobody can read',
        { ...LAND, 'docs.task': 'due.before:xyzzy' },
        DOCS,
        /^docs: its filter can't be read/,
      ],
      ['another agent', { ...LAND, 'docs.agent': 'codex' }, DOCS, /^docs: another agent: claude$/],
      ['a large result', { ...LAND, 'docs.lines': '1' }, { 'docs/a.md': 'a\nb\n' }, /^docs: 2 lines, at most 1$/],
      ['no judge', { ...LAND, 'docs.verdict': 'neutral' }, DOCS, /^docs: no judge answered$/],
      ['evidence that was only said', { ...LAND, 'docs.grade': 'checked' }, DOCS, /^docs: evidence is claimed/],
      ['a rule with a mistake', { ...LAND, 'more.risk': 'low' }, DOCS, /^the rule more can't have risk with then: ask/],
    ]),
  )('waits for a person: %s', async (_, rules, files, reason) => {
    const work = await ruled(rules, files);
    const before = main(work, 'rev-parse', 'main');
    await merge(work);
    expect(stored(work)).toMatchObject({ state: 'review' });
    if (stored(work).asks) expect(await work.text('run_show', { run: 'r1' })).toContain('no rule landed it: ');
    expect(stored(work).asks?.reasons.join('; ') ?? '').toMatch(reason);
    expect(main(work, 'rev-parse', 'main')).toBe(before);
  });

  test.each<[what: string, of: (tests: readonly string[]) => readonly string[], ...waits: RegExp[]]>([
    ['adds a test', (all) => [...all, ACCEPTED]],
    [
      'deletes a test and adds one',
      ([, ...rest]) => [...rest, ACCEPTED],
      /its risk is high: fewerTests/,
      /removes tests.*'a wrong password is refused'/,
    ],
    [
      'changes what a test expects',
      (all) => all.map((one) => one.replace('false', 'true')),
      /about it: changedTests/,
      /\('wrong'\)\.ok, true.*before: .*\('wrong'\)\.ok, false/,
    ],
  ])('that %s lands by a rule for tests only if no test that was there shows less', async (_, change, why, named) => {
    const text = (tests: readonly string[]) => ({ 'test/login.test.js': tests.join('\n') });
    const rules = { 'tests.then': 'land', 'tests.path': 'test/**', 'tests.risk': 'medium', 'tests.lines': '200' };
    const work = await ruled(rules, text(change(REFUSING)), {}, text(REFUSING));
    await merge(work);
    expect(stored(work).state).toBe(why ? 'review' : 'merged');
    if (!why) return;
    expect(stored(work).asks?.reasons.join('; ')).toMatch(why);
    expect(await work.text('run_show', { run: 'r1' })).toMatch(named!);
  });

  soak('waits for a person after objections, requested changes, comments or a return by the queue', async () => {
    const commit = 'a'.repeat(40);
    const red = [{ name: 'unit', ok: false, why: 'exit 1', ms: 1, output: '', commit }];
    const note = { id: 'n', at: '2026-01-01T00:00:00Z', actor: 'human:ada', text: 'Shorter' };
    for (const [more, reason] of [
      [{ checks: red }, /checks of run r1 failed/],
      [{ notes: [note] }, /human:ada requested changes/],
      [{ waits: { why: 'conflict', text: 'it conflicts with the target branch' } }, /it conflicts/],
      [{ checkout: ['src/a.txt'] }, /files of the checkout changed/],
      [
        { hiddenTests: { commit, by: 'judge', at: note.at, tests: [], replaced: true } },
        /the hidden tests of an earlier result were lost/,
      ],
    ] as [Partial<Run>, RegExp][]) {
      const work = await ruled(LAND, DOCS, more);
      await merge(work);
      expect(stored(work).state).toBe('review');
      expect(stored(work).asks?.reasons.join('; ')).toMatch(reason);
    }
  });

  /** A criterion that names a check in CI, with the word of an agent as its evidence. @returns what CI reports */
  async function inCi(work: TestWorkspace) {
    await work.run('task_modify', { filter: '1', criterion: 'it builds --by ci:build' });
    await work.run('setting_set', { name: 'commands.ci', value: 'ci:build' });
    await given(work, (tx, run) => {
      const task = tx.get('task', run.task)!;
      const met = { at: tx.at, actor: 'ai:claude-code', evidence: 'It built' };
      tx.put('task', task.uuid, { ...task, acceptance: task.acceptance!.map((one) => ({ ...one, met })) });
    });
    return (ok?: boolean) =>
      given(work, (tx, run) => {
        const checks = [{ name: 'build', ...(ok === undefined ? {} : { ok }) }];
        tx.put('run', 'r1', { ...run, ci: { commit: 'c'.repeat(40), result: run.result!.commit, checks } });
      });
  }

  test('is decided about again when CI reports: a failure asks under any rule, and a success lets one land it', async () => {
    const work = await ruled({ ...LAND, 'docs.grade': 'ci' });
    const reports = await inCi(work);
    const told: string[] = [];
    for (const ok of [undefined, false, true]) {
      await reports(ok);
      expect(awaitsRule(work.opened.store, stored(work))).toBe(true);
      await merge(work);
      const { state, asks } = stored(work);
      told.push(`${state}: ${asks?.reasons.join('; ')}`);
      // Without news, nothing is decided twice.
      expect(awaitsRule(work.opened.store, stored(work))).toBe(false);
    }
    expect(told).toEqual([
      'review: docs: evidence is claimed, at least ci; CI has not answered yet: build',
      'review: checks did not pass on this commit: ci:build',
      'merged: undefined',
    ]);
    expect(stored(work).verdict).toMatchObject({ actor: 'system:rule/docs' });
  });

  test('whose CI has not answered says so; a rule that needs its grade waits, and one that needs none does not', async () => {
    for (const [grade, state] of [
      ['ci', 'review'],
      ['claimed', 'merged'],
    ] as const) {
      const work = await ruled({});
      await inCi(work);
      const { grades } = await work.run<{ grades: { says: string[] }[] }>('run_show', { run: 'r1' });
      expect(grades[0]!.says.join('; ')).toContain('CI has not answered yet');
      expect(await work.text('run_show', { run: 'r1' })).toContain('CI has not answered yet');
      for (const [name, value] of Object.entries({ ...LAND, 'docs.grade': grade }))
        await work.run('setting_set', { name: `autonomy.${name}`, value });
      await merge(work);
      expect(stored(work).state).toBe(state);
    }
  });

  test.each([
    [false, 'review'],
    [true, 'merged'],
  ] as const)(
    'that a rule has approved, and about which CI reports %s before it lands, is in %s',
    async (ok, state) => {
      const work = await ruled({});
      const reports = await inCi(work);
      for (const [name, value] of Object.entries(LAND))
        await work.run('setting_set', { name: `autonomy.${name}`, value });
      await applyRules(work.opened.context(ADA), 'project');
      expect(stored(work)).toMatchObject({ state: 'approved', verdict: { actor: 'system:rule/docs' } });
      await reports(ok);
      await merge(work);
      expect(stored(work).state).toBe(state);
      if (!ok) expect(stored(work).asks?.reasons.join()).toContain('ci:build');
    },
  );

  test('does not land by a rule that needs no grade, if CI reports that a criterion failed', async () => {
    const work = await ruled({});
    const reports = await inCi(work);
    await reports(false);
    for (const [name, value] of Object.entries(LAND))
      await work.run('setting_set', { name: `autonomy.${name}`, value });
    await merge(work);
    expect(stored(work)).toMatchObject({ state: 'review', asks: { reasons: [expect.stringContaining('ci:build')] } });
  });

  test('a failed check that criteria name, too, is told once', async () => {
    const work = await ruled({});
    await work.run('setting_set', { name: 'checks.unit', value: 'npm test' });
    for (const by of ['unit', 'npm test'])
      await work.run('task_modify', { filter: '1', criterion: `passes ${by} --by ${by}` });
    await given(work, (tx, run) => {
      const failed = { name: 'unit', command: 'npm test', ok: false, why: 'exit 1', ms: 1, output: '' };
      tx.put('run', 'r1', { ...run, checks: [{ ...failed, commit: run.result!.commit }] });
    });
    for (const [name, value] of Object.entries(LAND))
      await work.run('setting_set', { name: `autonomy.${name}`, value });
    await merge(work);
    expect(stored(work).asks?.reasons).toContain('checks did not pass on this commit: unit');
  });

  test('a judge that says it breaks its goal keeps it, one that says neutral lets it land', async () => {
    for (const [answer, state] of [
      ['breaks', 'review'],
      ['neutral', 'merged'],
    ] as const) {
      const work = await ruled({ ...LAND, 'docs.verdict': 'neutral' });
      const { result } = stored(work);
      const judge = {
        name: 'judge',
        ok: true,
        why: 'exit 0',
        ms: 1,
        output: `why: ${answer}, it is so`,
        verdicts: [],
        commit: result!.commit,
      };
      await work.opened.context(ADA).write('given', (tx) => {
        tx.put('run', 'r1', { ...(tx.get('run', 'r1') as Run), goal: 'I-1', checks: [judge] });
      });
      await merge(work);
      expect([answer, stored(work).state]).toEqual([answer, state]);
    }
  });

  soak('is decided about once, and again after the rules changed', async () => {
    const work = await ruled({ ...LAND, 'docs.path': 'doc/**' });
    await merge(work);
    const { seq } = work.opened.store.state;
    await merge(work);
    // Leading the queue is a commit of its own.
    expect(stored(work).asks).toBeDefined();
    expect([...work.opened.store.state.all('run')].length).toBe(1);
    expect(seq).toBeGreaterThan(0);
    await work.run('setting_set', { name: 'autonomy.docs.path', value: 'docs/**' });
    await merge(work);
    expect(stored(work).state).toBe('merged');
  });
});

describe('a person stops autonomy', () => {
  test('and no rule lands a result until it continues', async () => {
    const work = await ruled(LAND);
    await work.run('autonomy_stop', { note: 'Look first' });
    await merge(work);
    expect(stored(work).state).toBe('review');
    expect(await work.text('backlog_status')).toContain('human:ada stopped autonomy');
    expect(await work.text('orchestrator_status')).toContain(
      'human:ada stopped autonomy, so it starts nothing: Look first',
    );
    await work.run('autonomy_start');
    expect(work.errands).toContainEqual({ merge: 'project' });
    await merge(work);
    expect(stored(work).state).toBe('merged');
  });

  test('a result that a rule approved returns to review, one that a person approved stays', async () => {
    const work = await ruled(LAND);
    await work.run('task_add', { description: 'Second' });
    await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 2 });
    await work.run('run_approve', { run: 'r2' });
    await work.opened.context(ADA).write('given', (tx) => {
      const run = tx.get('run', 'r1') as Run;
      const facts = { files: 1, lines: 1, risk: 'low' };
      const rule = { name: 'docs', digest: 'd', says: 'always', facts };
      const verdict = { commit: run.result!.commit, actor: 'system:rule/docs', at: tx.at, rule };
      tx.put('run', 'r1', { ...run, state: 'approved', verdict });
    });
    expect(await work.text('autonomy_stop')).toContain('1 result returned to review: r1');
    await merge(work);
    expect([stored(work).state, stored(work, 'r2').state]).toEqual(['review', 'merged']);
  });

  test('is for people', async () => {
    const work = await ruled(LAND);
    for (const name of ['autonomy_stop', 'autonomy_start'])
      expect(await work.refused(name, {}, agent('session-2'))).toMatchObject({ code: 'forbidden' });
  });
});

soak('replay says what would have landed and what became of it, and changes nothing', async () => {
  const work = await ruled({});
  await work.run('run_approve', { run: 'r1' });
  await merge(work);
  await work.run('task_add', { description: 'Second' });
  await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 2 });
  for (const [name, value] of Object.entries(LAND)) await work.run('setting_set', { name: `autonomy.${name}`, value });
  const { seq } = work.opened.store.state;
  const told = await work.run<{ results: { run: string; lands?: string; asks?: string[] }[] }>('autonomy_replay', {
    since: '30d',
  });
  expect(told.results).toMatchObject([
    { run: 'r2', asks: ['docs: other files: src/b.txt'] },
    { run: 'r1', lands: 'docs', state: 'merged' },
  ]);
  expect(work.opened.store.state.seq).toBe(seq);
  await work.opened.context(ADA).write('given', (tx) => {
    tx.put('run', 'r1', { ...(tx.get('run', 'r1') as Run), reverted: { commit: 'b'.repeat(40), at: tx.at } });
  });
  expect(await work.text('autonomy_replay')).toContain(
    '1 of 2 results would have landed without a person. 1 of them was reverted',
  );
});
