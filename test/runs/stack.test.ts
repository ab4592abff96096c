import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** Writes the round's number into a file. The second task's program needs the file of the first. */
const writer = (n: number) => `
import { existsSync, writeFileSync } from 'node:fs';
if (${n} !== 1 && !existsSync('src/1.txt')) throw new Error('the work of task 1 is missing');
writeFileSync('src/${n}.txt', 'round ' + process.env.BACKLOG_ROUND + '\\n');
`;

async function chain(): Promise<Field> {
  const place = await field({ ...plugin });
  for (const n of [1, 2]) await place.agent(`writer${n}`, writer(n));
  await place.task({ description: 'First', scope: 'src/1.txt' });
  await place.task({ description: 'Second', scope: 'src/2.txt', depends: '1' });
  await place.run('setting_set', { name: 'runs.stack', value: 'true' });
  return place;
}

/** Starts a chain of two: both results are in review. */
async function stacked(place: Field): Promise<void> {
  for (const task of [1, 2]) await place.becomes(await place.start(task, `writer${task}`), 'review');
}

const ready = async ({ run }: Field) =>
  (await run<{ tasks: { id: number }[] }>('task_list', { filter: '+READY' })).tasks.map(({ id }) => id);

test('a blocked task starts on the unmerged result of the task that blocks it, its review shows only its own change, and it lands after that result', async () => {
  const place = await chain();
  const { run, becomes, now, text, user, refused } = place;
  expect(await ready(place)).toEqual([1]);
  expect((await refused('run_start', { filter: '2', agent: 'writer2' })).message).toContain('is blocked by #1 First');
  const first = await becomes(await place.start(1, 'writer1'), 'review');
  expect(await ready(place)).toEqual([2]);
  const started = await place.start(2, 'writer2');
  const second = await becomes(started, 'review');
  expect(second).toMatchObject({
    base: first.result!.commit,
    stackedOn: { run: 'r1', commit: first.result!.commit },
    result: { paths: ['src/2.txt'] },
  });
  const diff = await text('run_diff', { run: 'r2' });
  expect(diff).toContain('src/2.txt');
  expect(diff).not.toContain('src/1.txt');
  expect(await text('run_show', { run: 'r2' })).toContain(`stacked on: r1 at ${first.result!.commit.slice(0, 7)}`);
  // The approval of the second comes first. It waits, also after the merge queue has looked and ended.
  await run('run_approve', { run: 'r2' });
  await expect.poll(() => place.processes(), { interval: 20 }).toEqual([]);
  expect(await now('r2')).toMatchObject({ state: 'approved' });
  await run('run_approve', { run: 'r1' });
  await becomes('r2', 'merged');
  expect(git(user, 'log', '--format=%s', '-3').split('\n')).toEqual(['Second', 'First', 'First']);
  expect(git(user, 'show', '--format=', '--name-only', 'HEAD')).toBe('src/2.txt');
});

soak(
  'when the result below changes, the stacked run starts again on the newer one without its agent, and its approval is void',
  async () => {
    const place = await chain();
    const { run, until, becomes, user } = place;
    await stacked(place);
    await run('run_approve', { run: 'r2' });
    await run('run_request_changes', { run: 'r1', note: 'Again' });
    const newer = await until('r1', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    const moved = await until('r2', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(moved).toMatchObject({
      base: newer.result!.commit,
      stackedOn: { run: 'r1', commit: newer.result!.commit },
      rounds: [{ why: 'start' }, { why: 'rebase', by: 'system:stacks' }],
      result: { paths: ['src/2.txt'] },
    });
    expect(moved.verdict).toBeUndefined();
    expect(moved.waits).toBeUndefined();
    expect(readFileSync(join(place.tree('r2'), 'src/1.txt'), 'utf8')).toBe('round 2\n');
    expect(readFileSync(join(place.tree('r2'), 'src/2.txt'), 'utf8')).toBe('round 1\n');
    for (const id of ['r1', 'r2']) await run('run_approve', { run: id });
    await becomes('r2', 'merged');
    expect(readFileSync(join(user, 'src/1.txt'), 'utf8')).toBe('round 2\n');
  },
);

soak(
  'when the result below changes and a run can no longer be stacked, the stacked run returns to a person, once',
  async () => {
    const place = await chain();
    const { run, until } = place;
    await stacked(place);
    await run('setting_set', { name: 'runs.stack', value: 'false' });
    await run('run_request_changes', { run: 'r1', note: 'Again' });
    const returned = await until('r2', ({ waits }) => waits?.why === 'stack');
    expect(returned).toMatchObject({ state: 'review', rounds: [{ why: 'start' }] });
    expect(returned.waits?.text).toContain('run r1, on which it is stacked, has a newer result');
    const { message, hint } = await place.refused('run_request_changes', { run: 'r2', note: 'Again' });
    expect(message).toMatch(/^can't continue run r2: .* has a newer result, and runs\.stack is off$/);
    expect(hint).toContain('Wait for the merge of task 1, turn stacks on (`backlog setting set runs.stack true`), or');
    // The line of the hint works.
    await run('setting_set', { name: 'runs.stack', value: 'true' });
    await run('run_request_changes', { run: 'r2', note: 'Again' });
    await until('r2', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  },
);

soak(
  'when the result below is discarded, the stacked run returns with words and can be neither approved nor continued without it',
  async () => {
    const place = await chain();
    const { run, refused, until, becomes } = place;
    await stacked(place);
    await run('run_approve', { run: 'r2' });
    await run('run_discard', { run: 'r1' });
    await run('run_list');
    const text = 'run r1, on which it is stacked, was discarded';
    expect((await until('r2', ({ state }) => state === 'review')).waits).toEqual({ why: 'stack', text });
    expect((await refused('run_approve', { run: 'r2' })).message).toBe(`can't approve run r2: ${text}`);
    expect((await refused('run_request_changes', { run: 'r2', note: 'Again' })).message).toContain(
      `can't continue run r2: ${text}, and task 1 has no other result on which it can start yet`,
    );
    // Another result of the first task, and the second continues on it.
    const other = await becomes(await place.start(1, 'writer1'), 'review');
    await run('run_request_changes', { run: 'r2', note: 'Again' });
    const again = await until('r2', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(again).toMatchObject({ base: other.result!.commit, stackedOn: { run: other.id } });
    for (const id of ['r2', other.id]) await run('run_approve', { run: id });
    await becomes('r2', 'merged');
  },
);
