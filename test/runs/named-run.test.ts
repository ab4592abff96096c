import { describe, expect, test } from 'vitest';
import { ACTS, type ActName } from '../../src/runs/lifecycle/run-commands.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, workspaces } from '../support/workspace.ts';

const REVIEW = { result: resultOf({ files: 0 }) };

/** Run r1 is of task 2, and r2 of task 1. Tasks 3 and 4 have several runs, task 5 has none. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.opened.context(ADA).make();
  for (const description of ['One', 'Two', 'Three', 'Four', 'Five']) await work.run('task_add', { description });
  await runIn(work, 'review', { number: 2, ...REVIEW });
  await runIn(work, 'review', { number: 1, ...REVIEW });
  await runIn(work, 'discarded', { number: 3 });
  await runIn(work, 'failed', { number: 3 });
  await runIn(work, 'failed', { number: 4 });
  await runIn(work, 'failed', { number: 4 });
});

const stateOf = ({ opened }: TestWorkspace, id: string) => opened.store.state.get('run', id)?.state;

/** Inputs that an action needs besides the run. */
const MORE: Partial<Record<ActName, object>> = {
  request_changes: { note: 'Name it' },
  answer: { note: 'Yes' },
  message: { note: 'Yes' },
  handoff: { note: 'Later' },
};

describe('a number is a task', () => {
  test.each(['2', '#2', 'TASK-2', 2])('%s is the run of task 2', async (run) => {
    const work = await queue();
    await work.run('run_discard', { run });
    expect(stateOf(work, 'r1')).toBe('discarded');
    expect(stateOf(work, 'r2')).toBe('review');
  });

  test.each(everyNth(2, Object.keys(ACTS) as ActName[]))('%s does the same by the task as by its run', async (name) => {
    const answer = async (run: string) => {
      const work = await queue();
      const input = { run, ...MORE[name] };
      const said = await work.text(`run_${name}`, input).catch((error: Error) => error.message);
      const { opened } = work;
      const stored = ['r1', 'r2'].map((id) => opened.store.state.get('run', id)!);
      return [said, ...stored.map(({ state, cleaned, notes = [] }) => ({ state, cleaned, notes: notes.length }))];
    };
    expect(await answer('2')).toEqual(await answer('r1'));
  });

  test.each(['run_show', 'run_diff', 'run_events', 'review_comments'])('%s reads the run of the task', async (name) => {
    const work = await queue();
    const answer = (run: string) => work.text(name, { run }).catch((error: Error) => error.message);
    expect(await answer('2')).toBe(await answer('r1'));
  });

  test('of several runs it is the one to which the command applies', async () => {
    const work = await queue();
    await work.run('run_discard', { run: '3' });
    expect(stateOf(work, 'r4')).toBe('discarded');
    expect(await work.text('run_show', { run: '4' }).catch((error: Error) => error.message)).toContain('r5');
  });

  test('lists name all runs of a task', async () => {
    const work = await queue();
    const { runs } = await work.run<{ runs: { run: { id: string } }[] }>('run_list', { runs: ['3', 'r2'], all: true });
    expect(runs.map(({ run }) => run.id).sort()).toEqual(['r2', 'r3', 'r4']);
  });
});

describe('a number that names no single run is refused', () => {
  test.each([
    ['4', 'ambiguous', /^task 4 has several runs: r5 \(failed\), r6 \(failed\)$/, /run_discard r6/],
    ['5', 'not-found', /^task 5 has no run$/, /For the run: run_discard r5\. See the runs: run_list/],
    ['6', 'not-found', /^no task 6$/, /^A number names a task\. For the run: run_discard r6\. /],
    ['7', 'not-found', /^no task 7$/, /^(?!.*r7)/],
    ['r7', 'not-found', /^there is no run r7 \(did you mean r6\?\)$/, /run_list/],
    ['my run', 'usage', /^"my run" is not a run id$/, /run_list/],
  ])('%s', async (run, code, message, hint) => {
    const work = await queue();
    const refused = await work.refused('run_discard', { run });
    expect(refused).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    // An agent, which may not decide, gets the same answer.
    if (code !== 'ambiguous') expect(await work.refused('run_discard', { run }, agent('s1'))).toMatchObject({ code });
  });

  test('several runs to which nothing applies are listed', async () => {
    const work = await queue();
    expect(await work.refused('run_approve', { run: '3' })).toMatchObject({
      code: 'conflict',
      message: 'task 3 has no run that allows this: r3 (discarded), r4 (failed)',
    });
  });
});
