import { expect, test } from 'vitest';
import { questionsOf } from '../../src/runs/find-run.ts';
import { refusalOf } from '../support/refusal.ts';
import { askedBy, gitProject, keepResult, resultOf, runIn } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const asks = (digit: string) =>
  `1 hidden test of judge failed on result ${digit.repeat(7)}: is the result wrong, or the test?`;
const ASKS = asks('a');

/** A result in review on which a hidden test failed. */
async function disputed(): Promise<TestWorkspace & { wrong(): unknown; answers(): unknown }> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Count' });
  const tests = [{ id: '1', outcome: 'failed' as const, base: 'failed' as const }];
  const hiddenTests = { commit: 'a'.repeat(40), by: 'judge', at: '2099-01-01T00:00:00Z' as const, tests };
  const run = await runIn(work, 'review', { number: 1, result: resultOf(), hiddenTests });
  const { store } = work.opened;
  return {
    ...work,
    wrong: () => store.state.get('run', 'r1')!.hiddenTests!.tests[0]!.wrong?.text,
    answers: () => questionsOf(store.state, run).map(({ answer }) => answer?.text),
  };
}

test('of two people who answer at once, the first one counts and the other one hears it', async () => {
  const work = await disputed();
  const says = (note: string) => work.run('run_answer', { run: 'r1', note, question: ASKS });
  const ended = await Promise.allSettled([says('mine'), says('yours')]);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(String((ended[1] as PromiseRejectedResult).reason)).toContain('no longer asks');
  expect(work.wrong()).toBe('mine');
});

test.each([
  ['neither, so the open question about tests', undefined, [undefined], 'Red'],
  ['the question about tests', ASKS, [undefined], 'Red'],
  ["the agent's question", 'Which colour?', ['Red'], undefined],
])('in review, an answer to %s is for that question', async (_, question, answers, wrong) => {
  const work = await disputed();
  await askedBy(work, work.opened.store.state.get('run', 'r1')!);
  const { questions } = await work.run<{ questions: string[] }>('run_show', { run: 'r1' });
  expect(questions).toEqual([ASKS, 'Which colour?']);
  await work.run('run_answer', { run: 'r1', note: 'Red', ...(question ? { question } : {}) });
  expect([work.answers(), work.wrong()]).toEqual([answers, wrong]);
});

test('an answer to a question that is gone reaches neither the agent nor another question', async () => {
  const work = await disputed();
  const { opened } = work;
  const run = opened.store.state.get('run', 'r1')!;
  await askedBy(work, run);
  await opened.context(ADA).write('given', (tx) => tx.put('run', 'r1', { ...run, state: 'asking' }));
  const refusal = await refusalOf('run_answer', () =>
    work.run('run_answer', { run: 'r1', note: 'Wrong', question: ASKS }),
  );
  expect(refusal).toMatchObject({ code: 'conflict', message: 'run r1 no longer asks that question' });
  expect([work.answers(), work.wrong()]).toEqual([[undefined], undefined]);
});

test('an answer about the tests of an earlier result calls no test of the present one wrong', async () => {
  const work = await disputed();
  const { opened } = work;
  const run = opened.store.state.get('run', 'r1')!;
  const commit = 'b'.repeat(40);
  const hiddenTests = { ...run.hiddenTests!, commit };
  const next = { ...run, result: resultOf({ commit }), hiddenTests };
  await opened.context(ADA).write('given', (tx) => tx.put('run', 'r1', next));
  keepResult(opened.store.dir, next);
  const answer = (question: string) => work.run('run_answer', { run: 'r1', note: 'Wrong', question });
  expect(await refusalOf('run_answer', () => answer(ASKS))).toMatchObject({ code: 'conflict' });
  expect(work.wrong()).toBeUndefined();
  await answer(asks('b'));
  expect(work.wrong()).toBe('Wrong');
});
