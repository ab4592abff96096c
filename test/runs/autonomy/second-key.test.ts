import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Run } from '../../../src/domain/records.ts';
import { timeToWithdraw } from '../../../src/runs/merge/entry.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { alarmsIn } from '../../../src/runs/view/risk-of-run.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { git } from '../../support/git.ts';
import { gitProject, handIn, runWithResult } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const stored = (work: TestWorkspace, id = 'r1') => work.opened.store.state.get('run', id) as Run;
const merge = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
const tip = ({ folder }: TestWorkspace) => git(join(folder, 'project'), 'rev-parse', 'main');
const AT_TERMINAL: Caller = { ...ADA, door: 'cli', reads: true };

const SECRET = "export const key = 'ghp_0123456789abcdefghijklmnopqrstuvwx12';\n";

/** A result in review, with the alarms that its files raise. */
async function reviewed(files: Record<string, string>): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First' });
  const run = await runWithResult(work, files, { number: 1 });
  const context = work.opened.context(ADA);
  const alarms = await alarmsIn(context, run, run.result!, null);
  await handIn(work, run, files, { result: { ...run.result!, ...(alarms.length > 0 ? { alarms } : {}) } });
  return work;
}

test('a result of high risk is approved only with the names of its findings, by a person', async () => {
  const work = await reviewed({ 'src/key.ts': SECRET });
  const [alarm] = stored(work).result!.alarms!;
  expect(alarm).toMatchObject({ rule: 'secretTexts', files: ['src/key.ts'] });
  expect(await work.refused('run_approve', { run: 'r1' })).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('run r1 needs a second look: secretTexts ('),
    hint: expect.stringContaining('risk secretTexts'),
    data: { risk: ['secretTexts'] },
  });
  expect(await work.refused('run_approve', { run: 'r1', risk: 'size' })).toMatchObject({ code: 'conflict' });
  expect(await work.text('run_list')).toContain('r1 review (needs a second look)');
  await work.run('setting_set', { name: 'review.agents', value: 'true' });
  expect(await work.refused('run_approve', { run: 'r1', risk: 'secretTexts' }, agent('session-2'))).toMatchObject({
    code: 'forbidden',
    data: { personAct: 'runs.risk' },
  });
  await work.run('run_approve', { run: 'r1', risk: 'secretTexts' });
  expect(stored(work)).toMatchObject({ state: 'approved', verdict: { risk: ['secretTexts'] } });
  expect(await work.text('run_show', { run: 'r1' })).toContain('despite secretTexts');
});

test('contents that nobody read need the word unread', async () => {
  const work = await reviewed({ 'docs/a.png': 'a\0b\0c\n' });
  expect(await work.refused('run_approve', { run: 'r1' })).toMatchObject({ data: { risk: ['unread'] } });
  await work.run('run_approve', { run: 'r1', risk: 'unread' });
  expect(stored(work).state).toBe('approved');
});

test('a result of low risk needs no second key', async () => {
  const work = await reviewed({ 'docs/a.md': 'Say more.\n' });
  expect(stored(work).result).not.toHaveProperty('alarms');
  await work.run('run_approve', { run: 'r1' });
});

test('at a terminal, the merge queue takes an approved result only after the time to withdraw it', async () => {
  const work = await reviewed({ 'docs/a.md': 'Say more.\n' });
  await work.run('setting_set', { name: 'runs.undoSeconds', value: '1' });
  const before = tip(work);
  const told = await work.text('run_approve', { run: 'r1' }, AT_TERMINAL);
  expect(told).toMatch(/the merge queue takes it in a few seconds; to undo the approval: `backlog run withdraw r1`/);
  const { at, from } = stored(work).verdict!;
  expect(Date.parse(from!) - Date.parse(at)).toBe(1000);
  expect(timeToWithdraw(stored(work), Date.parse(at))).toBe(1000);
  expect(timeToWithdraw(stored(work), Date.parse(from!))).toBe(0);
  // A clock that was set back by a day keeps nothing from its merge.
  expect(timeToWithdraw(stored(work), Date.parse(at) - 86_400_000)).toBe(0);
  await work.run('run_withdraw', { run: 'r1' });
  await merge(work);
  expect(tip(work)).toBe(before);
  const later = toInstant(Date.now() + 1999);
  await work.opened.context(ADA).write('given', (tx) => {
    const run = stored(work);
    const verdict = { commit: run.result!.commit, actor: 'human:ada', at: tx.at, from: later };
    tx.put('run', 'r1', { ...run, state: 'approved', verdict });
  });
  await merge(work);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(later));
  expect(stored(work).state).toBe('merged');
});

test.each<[string, Record<string, unknown>, Caller, string?]>(
  everyNth(2, [
    ['over MCP', {}, ADA],
    ['with --now', { now: true }, AT_TERMINAL],
    ['with the setting 0', {}, AT_TERMINAL, '0'],
  ]),
)('there is no wait %s', async (_, more, caller, seconds) => {
  const work = await reviewed({ 'docs/a.md': 'Say more.\n' });
  if (seconds) await work.run('setting_set', { name: 'runs.undoSeconds', value: seconds });
  await work.run('run_approve', { run: 'r1', ...more }, caller);
  expect(stored(work).verdict).not.toHaveProperty('from');
  await work.run('run_withdraw', { run: 'r1' });
  await work.run('run_approve', { run: 'r1' }, AT_TERMINAL);
  await work.run('run_merge_now', { run: 'r1' }, AT_TERMINAL);
  expect(stored(work).verdict).not.toHaveProperty('from');
});
