import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { gitProject, inRun, runWithResult } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

type Files = Parameters<typeof runWithResult>[1];

const LAND = { 'docs.then': 'land', 'docs.path': 'docs/**' };
const DOCS = { 'docs/a.md': 'Say more.\n' };
const LINES = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';

/** A judge that was asked about the task's criterion. */
const JUDGED = { verdicts: [{ criterion: '1', of: 'it is said', verdict: 'accepted', text: '' }] };

const merge = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
const stored = (work: TestWorkspace, id = 'r1') => work.opened.store.state.get('run', id) as Run;
const main = (work: TestWorkspace, ...args: string[]) => git(join(work.folder, 'project'), ...args);
const reasons = (work: TestWorkspace) => stored(work).asks?.reasons.join('; ');

/** A queue with rules, and a result in review. */
async function ruled(rules: Record<string, string>, files: Files = DOCS, more: Partial<Run> = {}) {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': 'a\n', 'docs/z.md': LINES });
  await work.run('task_add', { description: 'Explain', acceptance: ['it is said'] });
  await runWithResult(work, files, { number: 1, ...more });
  await work.run('task_annotate', { id: 1, criterion: '1', text: 'read' });
  for (const [name, value] of Object.entries(rules)) await work.run('setting_set', { name: `autonomy.${name}`, value });
  return work;
}

/** Changes the run's record as its supervisor would. */
const given = (work: TestWorkspace, more: Partial<Run>, id = 'r1') =>
  work.opened.context(ADA).write('given', (tx) => tx.put('run', id, { ...(tx.get('run', id) as Run), ...more }));

describe('an agent that wants its result to land', () => {
  test.each<[string, string, object, boolean]>(
    everyNth(6, [
      ['the output of its own tests', 'ok\nWhy: moves: it does', {}, false],
      ['a question that a judge repeats', '> Why: moves\n> -Why: moves', JUDGED, false],
      ['a judge', 'Well.\n> Why: breaks\n**Why: moves**', JUDGED, true],
    ]),
  )('is judged by %s only if that is a judge that says so', async (_, output, more, lands) => {
    const work = await ruled({ ...LAND, 'docs.verdict': 'moves' });
    const check = { name: 'unit', ok: true, why: 'exited with 0', ms: 1, commit: stored(work).result!.commit };
    await given(work, { goal: 'I-1', checks: [{ ...check, output, ...more }] });
    await merge(work);
    expect(stored(work).state).toBe(lands ? 'merged' : 'review');
    if (!lands) expect(reasons(work)).toBe('docs: no judge answered');
  });

  soak.each(
    everyNth(6, [
      ['type', { type: 'docs' }],
      ['tags', { tags: '+chore' }],
      ['project', { project: 'docs' }],
    ]),
  )('cannot make its task match a rule by its %s, nor can another agent; a person can', async (field, change) => {
    const work = await ruled({ ...LAND, 'docs.task': 'type:docs or +chore or project:docs' });
    for (const caller of [inRun('r1'), agent('session-2')])
      expect(await work.refused('task_modify', { filter: '1', ...change }, caller)).toMatchObject({
        code: 'forbidden',
        message: `only a person may change ${field} of task 1 while run r1 has it`,
        data: { rule: 'docs' },
      });
    await merge(work);
    expect(stored(work).state).toBe('review');
    await work.run('task_modify', { filter: '1', ...change });
    await merge(work);
    expect(stored(work).state).toBe('merged');
  });

  soak('cannot make its task match a rule by the text of a note, nor can another agent', async () => {
    const work = await ruled({ ...LAND, 'docs.task': 'typo' });
    for (const caller of [inRun('r1'), agent('session-2')])
      await work.run('task_annotate', { id: 1, text: 'only a typo' }, caller);
    await merge(work);
    expect(stored(work).state).toBe('review');
    await work.run('task_modify', { filter: '1', description: 'Explain a typo' });
    await merge(work);
    expect(stored(work).state).toBe('merged');
  });

  soak('may change such fields if no rule reads tasks, or no run has the task', async () => {
    const work = await ruled(LAND);
    await work.run('task_modify', { filter: '1', type: 'docs' }, agent('session-2'));
    await work.run('task_add', { description: 'Other' });
    await work.run('setting_set', { name: 'autonomy.docs.task', value: '+chore' });
    await work.run('task_modify', { filter: '2', tags: '+chore' }, agent('session-2'));
  });

  test.each(
    everyNth(9, [
      ['another case of a folder', 'docs/Law/a.md', 'docs/law/**'],
      ['another way to write an accent', 'docs/lo\u0308we.md', 'docs/l\u00f6we.md'],
      ['a hidden folder', 'docs/.law/a.md', '**/.law/**'],
      ['the folder itself', 'docs/law', 'docs/law/**'],
      ['a line break', 'docs/law/a\nb.md', 'docs/law/**'],
    ]),
  )('cannot avoid a rule that asks by %s', async (_, path, glob) => {
    const work = await ruled({ ...LAND, 'law.path': glob }, { [path]: 'x\n' });
    await merge(work);
    expect(stored(work).state).toBe('review');
    expect(reasons(work)).toContain('the rule law asks');
  });

  test.each(everyNth(6, ['.backlog/config.yaml', '.backlog/passes/x.md', 'docs/.backlog/config.yaml']))(
    'cannot land %s by any rule',
    async (path) => {
      const work = await ruled({ 'all.then': 'land', 'all.risk': 'medium' }, { [path]: 'autonomy: {}\n' });
      await merge(work);
      expect(reasons(work)).toContain(`it changes what Backlog reads: ${path}`);
    },
  );

  test('cannot hide lines or contents by attributes', async () => {
    const hidden = { 'docs/.gitattributes': '*.md binary -diff\n', 'docs/z.md': 'a\n'.repeat(90) };
    const work = await ruled({ ...LAND, 'docs.lines': '20', 'docs.risk': 'medium' }, hidden);
    await merge(work);
    expect(reasons(work)).toMatch(/^its risk is high: hiddenChanges/);
  });
});

describe('between the approval by a rule and the landing', () => {
  const SLOW = 'sleep 0.5';

  async function approved(between: (work: TestWorkspace) => Promise<unknown>): Promise<TestWorkspace> {
    const work = await ruled(LAND);
    await work.run('setting_set', { name: 'checks.slow', value: SLOW });
    const slow = { name: 'slow', ok: true, why: 'exited with 0', ms: 1, output: '' };
    await given(work, { checks: [{ ...slow, commit: stored(work).result!.commit }] });
    const going = merge(work);
    while (stored(work).state !== 'approved') {
      await wait(10);
      await work.opened.store.refresh();
    }
    await between(work);
    await going;
    return work;
  }

  soak.each(
    everyNth<[string, (work: TestWorkspace) => Promise<unknown>]>(6, [
      ['the rule asks by now', (work) => work.run('setting_set', { name: 'autonomy.docs.then', value: 'ask' })],
      ['the rule is gone', (work) => work.run('setting_unset', { name: 'autonomy.docs.then' })],
      ['another rule asks', (work) => work.run('setting_set', { name: 'autonomy.law.path', value: 'docs/a.md' })],
      ['a rule got a mistake', (work) => work.run('setting_set', { name: 'autonomy.law.lines', value: '3' })],
      ['a person stopped autonomy', (work) => work.run('autonomy_stop')],
      ['a criterion was added', (work) => work.run('task_modify', { filter: '1', criterion: 'it is fast' })],
    ]),
  )('%s: the result does not land', async (_, between) => {
    const work = await approved(between);
    expect(stored(work).state).toBe('review');
    expect(stored(work).verdict).toBeUndefined();
    expect(main(work, 'log', '--format=%s', 'main')).toBe('First');
  });

  soak('something else changed: rules decide anew, and it lands', async () => {
    const work = await approved((now) => now.run('task_annotate', { id: 1, text: 'Nice' }));
    await merge(work);
    expect(stored(work).state).toBe('merged');
  });
});

describe('a message that says it reverts a result', () => {
  const said = (commit: string) => `Done.\n\nThis reverts commit ${commit}.`;

  async function landed(): Promise<{ work: TestWorkspace; commit: string }> {
    const work = await ruled({});
    await work.run('run_approve', { run: 'r1' });
    await merge(work);
    return { work, commit: stored(work).merged!.commit };
  }

  test.each(
    everyNth<[string, string, (commit: string) => { description?: string; summary?: string; message?: string }]>(3, [
      ['the last words of an agent', 'squash', (commit) => ({ summary: said(commit) })],
      ['the name of a task', 'squash', (commit) => ({ description: `This reverts commit ${commit}` })],
      ['a commit of an agent', 'merge', (commit) => ({ message: said(commit) })],
    ]),
  )('in %s reverts nothing, and the real revert still can', async (_, kind, words) => {
    const { work, commit } = await landed();
    const { description = 'Next', summary = 'Done', message } = words(commit);
    await work.run('setting_set', { name: 'runs.merge', value: kind });
    await work.run('task_add', { description });
    const rounds = [{ n: 1, at: '2026-01-01T00:00:00Z' as const, why: 'start' as const, summary }];
    const files = (tree: string) => {
      // In the same file, so that only a look at its content tells.
      writeFileSync(join(tree, 'docs/a.md'), 'Say more.\nAnd more.\n');
      if (message === undefined) return;
      git(tree, 'add', '-A');
      git(tree, 'commit', '-qm', message);
    };
    await runWithResult(work, files, { number: 2, rounds });
    await work.run('run_approve', { run: 'r2' });
    await merge(work);
    await work.run('task_list');
    await merge(work);
    expect(stored(work, 'r2').state).toBe('merged');
    expect(stored(work)).not.toHaveProperty('reverted');
    expect(work.opened.store.state.get('task', stored(work).task)?.status).toBe('completed');
    if (kind === 'squash')
      expect(main(work, 'log', '-1', '--format=%B')).not.toMatch(/This reverts commit [0-9a-f]{7}/);
    // The revert of both, the newest first, is still one line each.
    for (const run of ['r2', 'r1']) {
      await work.run('run_revert', { run });
      await merge(work);
    }
    expect(stored(work)).toMatchObject({ reverted: { commit: main(work, 'rev-parse', 'main') } });
  });

  test('of a person counts if it takes something back', async () => {
    const { work, commit } = await landed();
    main(work, 'revert', '--no-edit', commit);
    await work.run('task_list');
    expect(stored(work).reverted?.commit).toBe(main(work, 'rev-parse', 'main'));
  });
});

soak.each(
  everyNth<[string, (tree: string) => void, string?]>(6, [
    ['a mode', (tree) => chmodSync(join(tree, 'src/a.txt'), 0o755)],
    ['a deletion', (tree) => rmSync(join(tree, 'docs/z.md'))],
    [
      'a link for a file',
      (tree) => {
        rmSync(join(tree, 'src/a.txt'));
        symlinkSync('../docs/z.md', join(tree, 'src/a.txt'));
      },
    ],
    [
      'a folder for a file',
      (tree) => {
        rmSync(join(tree, 'src/a.txt'));
        mkdirSync(join(tree, 'src/a.txt'));
        writeFileSync(join(tree, 'src/a.txt/x'), 'x');
      },
    ],
    [
      'odd names',
      (tree) => writeFiles(tree, { 'docs/a b"\t.md': 'x', 'docs/-rf': 'y', 'docs/ü\n.md': 'z', ':(top)x': 'q' }),
    ],
    [
      'a rename, after a later edit of the renamed file',
      (tree) => renameSync(join(tree, 'docs/z.md'), join(tree, 'docs/y.md')),
      'docs/y.md',
    ],
  ]),
)('one command takes back %s', async (_, files, edited) => {
  const work = await ruled({}, files);
  const before = main(work, 'rev-parse', 'main^{tree}');
  await work.run('run_approve', { run: 'r1' });
  await merge(work);
  expect(stored(work).state).toBe('merged');
  if (edited !== undefined) {
    writeFileSync(join(work.folder, 'project', edited), LINES.replace('9', 'NINE'));
    main(work, 'commit', '-qam', 'Later');
  }
  await work.run('run_revert', { run: 'r1' });
  await merge(work);
  expect(stored(work).revert).toBeUndefined();
  if (edited === undefined) expect(main(work, 'rev-parse', 'main^{tree}')).toBe(before);
  else expect(main(work, 'show', 'main:docs/z.md')).toContain('NINE');
  expect(main(work, 'status', '--porcelain')).toBe('');
});
