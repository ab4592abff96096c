import { expect, test } from 'vitest';
import type { Comment, Run } from '../../../src/domain/records.ts';
import { gitProject, inRun, runWithResult } from '../../support/runs.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const BEN = agent('s2');

async function reviewed(): Promise<{ work: TestWorkspace; comment: Comment }> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First' });
  await work.run('task_add', { description: 'Second' });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  const said = { run: 'r1', path: 'src/a.txt', line: 1, text: 'Why **b**?' };
  const { comment } = await work.run<{ comment: Comment }>('review_comment', said);
  return { work, comment };
}

const stored = ({ opened }: TestWorkspace, id: string) => opened.store.state.get('comment', id)!;
const short = ({ id }: Comment) => id.slice(0, 8);

test("a draft has no answers and can't be resolved; for others it doesn't exist", async () => {
  const { work, comment } = await reviewed();
  for (const [command, input] of [
    ['review_reply', { id: comment.id, text: 'So' }],
    ['review_resolve', { id: comment.id }],
  ] as const) {
    expect(await work.refused(command, input)).toMatchObject({ code: 'conflict' });
    expect(await work.refused(command, input, BEN)).toMatchObject({ code: 'not-found' });
  }
  expect(stored(work, comment.id)).toEqual(comment);
});

test("the run's agent answers under the comment; who reviewed it resolves it and opens it again", async () => {
  const { work, comment } = await reviewed();
  await work.run('review_send', { run: 'r1' });
  await work.run('review_reply', { id: short(comment), text: 'Renamed it' }, inRun('r1'));
  expect(stored(work, comment.id).replies).toMatchObject([{ actor: 'ai:claude-code#r1', text: 'Renamed it' }]);
  expect(await work.refused('review_resolve', { id: comment.id }, inRun('r1'))).toMatchObject({ code: 'forbidden' });
  await work.run('review_resolve', { id: comment.id });
  expect(stored(work, comment.id).resolved).toMatchObject({ actor: 'human:ada' });
  expect(await work.text('review_comments', { run: 'r1' })).toBe(
    `resolved src/a.txt:1: Why **b**? [${comment.id}]\n  ai:claude-code#r1: Renamed it`,
  );
  await work.run('review_resolve', { id: comment.id, off: true }, BEN);
  expect(stored(work, comment.id).resolved).toBeUndefined();
});

test('an agent of another task answers nothing here, nor does somebody who names a beginning that is too short', async () => {
  const { work, comment } = await reviewed();
  await work.run('review_send', { run: 'r1' });
  await runWithResult(work, { 'src/a.txt': 'c\n' }, { number: 2 });
  const refused = await work.refused('review_reply', { id: comment.id, text: 'Mine' }, inRun('r2'));
  expect(refused).toMatchObject({ code: 'forbidden' });
  expect(await work.refused('review_reply', { id: comment.id.slice(0, 4), text: 'x' })).toMatchObject({
    code: 'not-found',
  });
  expect(stored(work, comment.id).replies).toBeUndefined();
});

test('two answers at once are both kept', async () => {
  const { work, comment } = await reviewed();
  await work.run('review_send', { run: 'r1' });
  const said = ['one', 'two', 'three', 'four'];
  await Promise.all(said.map((text) => work.run('review_reply', { id: comment.id, text })));
  expect(
    stored(work, comment.id)
      .replies?.map(({ text }) => text)
      .sort(),
  ).toEqual([...said].sort());
});

test("a reviewer's later answer goes to the agent with the next review, once", async () => {
  const { work, comment } = await reviewed();
  await work.run('review_send', { run: 'r1' });
  const context = work.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' });
  const back = () =>
    context.write('given', (tx) => tx.put('run', 'r1', { ...tx.get('run', 'r1')!, state: 'review' } as Run));
  await back();
  work.pass(60_000);
  await work.run('review_reply', { id: comment.id, text: 'Still not clear' });
  await work.run('review_send', { run: 'r1' });
  const notes = work.opened.store.state.get('run', 'r1')!.notes!;
  expect(notes.map(({ text }) => text)).toEqual([
    `src/a.txt, line 1 (comment ${short(comment)}):\n    b\nWhy **b**?`,
    `src/a.txt, line 1 (comment ${short(comment)}), another answer:\nStill not clear`,
  ]);
  await back();
  expect(await work.refused('review_send', { run: 'r1' })).toMatchObject({ code: 'usage' });
});

test("a reviewer's answer is sent although another reviewer's note came after it", async () => {
  const { work, comment } = await reviewed();
  await work.run('review_send', { run: 'r1' });
  const context = work.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' });
  const back = () =>
    context.write('given', (tx) => tx.put('run', 'r1', { ...tx.get('run', 'r1')!, state: 'review' } as Run));
  await back();
  await work.run('review_reply', { id: comment.id, text: 'Still not clear' });
  work.pass(60_000);
  await work.run(
    'review_send',
    { run: 'r1', note: 'Mine first' },
    { actor: { kind: 'human', name: 'eve' }, holder: 'human:eve' },
  );
  await back();
  await work.run('review_send', { run: 'r1' });
  const texts = () => work.opened.store.state.get('run', 'r1')!.notes!.map(({ text }) => text);
  expect(texts().at(-1)).toContain('another answer:\nStill not clear');
  await back();
  expect(await work.refused('review_send', { run: 'r1' })).toMatchObject({ code: 'usage' });
});
