import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { RunState } from '../../src/domain/runs/run-states.ts';
import { ACTS } from '../../src/runs/lifecycle/run-commands.ts';
import type { Explained } from '../../src/scheduler/answers.ts';
import { prepareStore } from '../../src/store/index.ts';
import { approvalOf, approve } from '../../src/work/config/approval.ts';
import { ownIdentity } from '../../src/work/processes/processes.ts';
import { isRunHere, placeOfRun } from '../../src/work/processes/run-here.ts';
import { git } from '../support/git.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { openPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { askedBy, gitProject, resultOf, runIn } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

interface Row {
  state: RunState;
  more?: Partial<Run>;
  /** The input besides the run. */
  says?: Record<string, unknown>;
  /** Whether the agent asked a question. */
  asks?: true;
  /** Whether the call works on another machine, too. */
  works?: true;
}

const NOW = '2026-07-30T14:30:00Z' as const;
const CRASHES = Array.from({ length: 9 }, () => ({ at: NOW, code: 'crashed' as const }));
const NOTE = { note: 'Name the constant' };

/** Commands on a run of another machine. The rows of `run_*` that act on a run are complete, see below. */
const ROWS: readonly [command: string, row: Row][] = [
  ['run_approve', { state: 'review' }],
  ['run_merge_now', { state: 'review' }],
  ['run_merge_now', { state: 'approved', more: { verdict: { commit: 'a'.repeat(40), actor: 'human:bob', at: NOW } } }],
  ['run_request_changes', { state: 'review', says: NOTE }],
  ['run_request_changes', { state: 'failed', says: { ...NOTE, restore: true } }],
  ['run_adopt', { state: 'review' }],
  ['run_answer', { state: 'asking', says: NOTE, asks: true }],
  ['run_answer', { state: 'running', says: NOTE, asks: true, works: true }],
  ['run_message', { state: 'running', says: NOTE, works: true }],
  ['run_stop', { state: 'running', works: true }],
  ['run_resume', { state: 'failed' }],
  ['run_resume', { state: 'interrupted', says: { restore: true } }],
  ['run_retry', { state: 'failed', works: true }],
  ['run_discard', { state: 'review', works: true }],
  ['run_handoff', { state: 'review', says: NOTE, works: true }],
  ['run_merged', { state: 'review' }],
  ['run_merged', { state: 'review', says: { commit: 'main', note: 'Written again' }, works: true }],
  [
    'run_push',
    {
      state: 'merged',
      more: {
        outgoing: { commit: 'a'.repeat(40), at: NOW, tries: 1, next: NOW },
        merged: { commit: 'a'.repeat(40), at: NOW },
      },
      works: true,
    },
  ],
  [
    'run_withdraw',
    { state: 'approved', more: { verdict: { commit: 'a'.repeat(40), actor: 'human:bob', at: NOW } }, works: true },
  ],
  ['run_revert', { state: 'merged', more: { merged: { commit: 'a'.repeat(40), at: NOW } } }],
  ['run_clean', { state: 'discarded' }],
  ['run_show', { state: 'review', works: true }],
  ['run_diff', { state: 'review' }],
  ['run_changes', { state: 'review' }],
  ['run_steps', { state: 'review', says: { paths: ['src/a.txt'] } }],
  ['run_events', { state: 'review' }],
  ['worktree_show', { state: 'review' }],
  ['review_comment', { state: 'review', says: { path: 'src/a.txt', line: 1, text: 'Why?' } }],
  ['review_send', { state: 'review', says: NOTE }],
];

test('every command that acts on a run has a row', () => {
  const named = new Set(ROWS.map(([command]) => command));
  expect(Object.keys(ACTS).filter((name) => !named.has(`run_${name}`))).toEqual([]);
});

describe('a run of another machine', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  let queues = 0;
  beforeAll(async () => {
    server = await openPostgres();
    await prepareStore(server.address('any'));
  });
  afterAll(() => server.end());

  /** Two machines with clones of one repository and one queue. They have the same id, name and boot, as containers can. */
  async function machines(): Promise<[ada: TestWorkspace, bob: TestWorkspace]> {
    const address = server.address(`q${queues++}`);
    const [ada, bob] = [await testWorkspace({ address }), await testWorkspace({ address })];
    await gitProject(bob);
    await bob.run('task_add', { description: 'Change a', scope: ['src/a.txt'] });
    git(ada.folder, 'clone', '-q', join(bob.folder, 'project'), 'project');
    await ada.opened.ready();
    await ada.run('task_add', { description: 'Change b' });
    approve(ada.opened.store, approvalOf(ada.opened.store)!.content);
    return [ada, bob];
  }

  async function runOfBob(bob: TestWorkspace, { state, more, asks }: Row): Promise<Run> {
    await bob.opened.ready();
    const { id: number } = await bob.run<{ id: number }>('task_add', { description: 'Change c' });
    const result = state === 'running' || state === 'asking' ? {} : { result: resultOf() };
    const run = await runIn(bob, state, { number, ...result, ...placeOfRun(bob.opened.store), ...more });
    if (asks) await askedBy(bob, run);
    return run;
  }

  test('what needs its worktree or its result is refused before anything is written; the rest works', async () => {
    const [ada, bob] = await machines();
    const { store } = ada.opened;
    for (const [command, row] of ROWS) {
      const { id } = await runOfBob(bob, row);
      await ada.opened.ready();
      const [before, run] = [store.state.seq, store.state.get('run', id)!];
      const named = `${command} of ${row.state}`;
      expect([isRunHere(run, store), isRunHere(run, bob.opened.store)], named).toEqual([false, true]);
      const input = { run: id, ...row.says };
      if (row.works) {
        await ada.run(command, input);
        continue;
      }
      expect(await ada.refused(command, input), named).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(`^run ${id} is on another machine, which is called \\S+ like this one$`),
        hint: expect.stringContaining(`run_show ${id}`),
      });
      await ada.opened.ready();
      expect(store.state.seq, named).toBe(before);
    }
    // Only the retry starts an agent on this machine.
    expect(ada.errands.filter((job) => 'run' in job)).toHaveLength(1);
  });

  test('it is named where it is shown, and this machine gives no path of a folder that it does not have', async () => {
    const [ada, bob] = await machines();
    await runOfBob(bob, {
      state: 'review',
      more: { on: { ...placeOfRun(bob.opened.store).on!, host: 'bobs-laptop' } },
    });
    const shown = await ada.text('run_show', { run: 'r1' });
    expect(shown).toContain('on another machine, bobs-laptop');
    expect(shown).toContain('next: on that machine:');
    expect(shown).not.toContain(ada.folder);
    expect(await ada.text('run_list', {})).toContain('on another machine, bobs-laptop');
    expect(await bob.text('run_list', {})).not.toContain('another machine');
    await ada.run('run_discard', { run: 'r1' });
    await ada.run('run_retry', { run: 'r1' });
    expect(isRunHere(ada.opened.store.state.get('run', 'r2')!, ada.opened.store)).toBe(true);
  });

  test.each<[why: string, state: RunState, more: Partial<Run>]>([
    ['person', 'failed', { reason: { code: 'no_changes', text: 'it changed nothing' } }],
    ['given-up', 'failed', { reason: { code: 'crashed', text: 'it crashed' }, ends: CRASHES }],
    ['elsewhere', 'failed', { reason: { code: 'crashed', text: 'it crashed' } }],
    ['run', 'review', {}],
  ])('a task that it keeps from starting (%s) says where it is, and what to do there', async (why, state, more) => {
    const [ada, bob] = await machines();
    const { on } = placeOfRun(bob.opened.store);
    const { task } = await runOfBob(bob, {
      state,
      more: { ...more, by: 'system:scheduler', on: { ...on!, host: 'desk' } },
    });
    ada.pass(3_600_000);
    const { id } = bob.opened.store.state.get('task', task)!;
    const { tasks } = await ada.run<{ tasks: Explained[] }>('orchestrator_explain', { filter: String(id) });
    const hold = tasks.flatMap(({ reasons }) => reasons).find((one) => one.why === why);
    expect(hold).toMatchObject({
      text: expect.stringMatching(/, on another machine, desk$/),
      next: expect.stringMatching(/^on that machine: /),
    });
  });

  test('a claim whose holder is on another machine has its host wherever it is shown', async () => {
    const [ada, bob] = await machines();
    const { id: run, task } = await runOfBob(bob, { state: 'running' });
    const { id } = bob.opened.store.state.get('task', task)!;
    await bob.opened.context(ADA).write('given', (tx) => {
      const [[name, claim] = []] = [...tx.all('claim')];
      tx.put('claim', name!, { ...claim!, renewer: { ...ownIdentity(), host: 'desk' } });
    });
    await ada.opened.ready();
    const by = `run ${run} on desk`;
    expect(await ada.run('claim_list')).toMatchObject({ leases: [{ host: 'desk' }] });
    expect(Object.values((await ada.run<{ hosts: object }>('task_info', { id: String(id) })).hosts)).toEqual(['desk']);
    expect(await ada.text('claim_list')).toContain(` ${by}  `);
    expect(await ada.text('task_info', { id: String(id) })).toContain(`claimed by: ${by};`);
    expect(await ada.run('task_list', { fields: ['by'] })).toMatchObject({
      tasks: expect.arrayContaining([{ by }]),
    });
  });
});
