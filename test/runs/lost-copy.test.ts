import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** Commits a file in each round. The first round also leaves a file uncommitted, unless the agent `commits` all. */
const agent = (commits: boolean) =>
  `echo x > src/round-$BACKLOG_ROUND.txt; git add -A; git commit -qm round; ${commits ? '' : '[ $BACKLOG_ROUND != 1 ] || echo 2 > src/loose.txt'}`;

const copyOf = ({ store }: Field) => join(store, 'runs/repositories/user/store.git');

function prune(copy: string): void {
  for (const ref of git(copy, 'for-each-ref', '--format=%(refname)', 'refs/runs').split('\n'))
    git(copy, 'update-ref', '-d', ref);
  git(copy, 'gc', '-q', '--prune=now');
}

/** What happens to Backlog's private copy, and whether git's objects are still there. */
const ACTS: Readonly<Record<string, { act(copy: string): void; keeps?: true }>> = {
  'it is deleted': { act: (copy) => rmSync(copy, { recursive: true }) },
  'its folder is deleted': { act: (copy) => rmSync(join(copy, '../..'), { recursive: true }) },
  'its refs are pruned': { act: prune },
  'its settings are unreadable': { act: (copy) => appendFileSync(join(copy, 'config'), '[broken'), keeps: true },
  "the person's settings in it are unreadable": {
    act: (copy) => appendFileSync(join(copy, 'person.config'), '[broken'),
    keeps: true,
  },
  'its HEAD is deleted': { act: (copy) => rmSync(join(copy, 'HEAD')), keeps: true },
};

/** The work of round 1 is in the result of round 2. */
async function goesOn(place: Field, id: string): Promise<void> {
  await place.run('run_request_changes', { run: id, note: 'More' });
  const run = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  const files = git(copyOf(place), 'ls-tree', '-r', '--name-only', run.result!.commit).split('\n');
  expect(files).toEqual(expect.arrayContaining(['src/round-1.txt', 'src/round-2.txt']));
  expect(run.result?.missing).toBeUndefined();
}

for (const [n, [name, { act, keeps }]] of Object.entries(ACTS).entries()) {
  (n === 0 ? test : soak)(
    `after ${name}, a committed result comes back, and is shown, continued and merged`,
    async () => {
      const place = await field(plugin);
      const { id } = await place.becomes(await started(place, agent(true)), 'review');
      act(copyOf(place));
      expect(await place.text('run_diff', { run: id })).toContain('src/round-1.txt');
      act(copyOf(place));
      await goesOn(place, id);
      act(copyOf(place));
      await place.run('run_approve', { run: id });
      await place.becomes(id, 'merged');
    },
  );

  soak(`after ${name}, a result with uncommitted files can be brought to a decision`, async () => {
    const place = await field(plugin);
    const { id } = await place.becomes(await started(place, agent(false)), 'review');
    act(copyOf(place));
    if (keeps) return goesOn(place, id);
    for (const [command, input] of [
      ['run_request_changes', { note: 'More' }],
      ['run_approve', {}],
      ['run_diff', {}],
    ] as const) {
      const refused = await place.refused(command, { run: id, ...input });
      expect(refused.message).toMatch(/^the result of run r1, commit [0-9a-f]{7}, is lost$/);
      expect(refused.hint).toContain('run_adopt r1');
    }
    expect(await place.text('run_show', { run: id })).toContain('is lost');
    await place.run('run_request_changes', { run: id, note: 'More', restore: true });
    expect((await place.becomes(id, 'review')).waits).toMatchObject({ why: 'commit_lost' });
    rmSync(join(place.tree(id), 'src/loose.txt'));
    await place.run('run_adopt', { run: id });
    const run = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(run.result?.missing?.map(({ path, how }) => `${path} ${how}`)).toEqual(['src/loose.txt reverted']);
    await place.run('run_discard', { run: id });
    const retried = await place.run<{ run: { id: string } }>('run_retry', { run: id });
    await place.becomes(retried.run.id, 'review');
    expect(existsSync(place.tree(id))).toBe(true);
  });
}

test('if the worktree is lost, too, every door offers a new run, and none the lost result or its worktree', async () => {
  const place = await field(plugin);
  const { id } = await place.becomes(await started(place, agent(true)), 'review');
  for (const folder of [join(place.tree(id), '..'), copyOf(place)]) rmSync(folder, { recursive: true });
  expect(await place.text('doctor')).toMatch(/the worktree of run r1 no longer exists. To start again .*run_retry r1/);
  for (const [command, input] of [
    ['run_approve', {}],
    ['run_merge_now', {}],
    ['run_request_changes', { note: 'More' }],
  ] as const)
    expect([command, await place.refused(command, { run: id, ...input })]).toEqual([
      command,
      expect.objectContaining({
        message: expect.stringMatching(/^the result of run r1, commit [0-9a-f]{7}, is lost$/),
        hint: expect.stringMatching(/ Start its task again: run_retry r1\. Or discard the run: run_discard r1\.$/),
      }),
    ]);
  expect((await place.now(id)).state).toBe('review');
  await place.run('run_request_changes', { run: id, note: 'More', restore: true });
  expect((await place.becomes(id, 'review')).waits).toMatchObject({ why: 'commit_lost' });
  expect(await place.text('run_show', { run: id })).toMatch(
    /^next: \S+ r1 with verb retry starts again in a new run; if its worktree still exists,/m,
  );
  expect(await place.refused('run_adopt', { run: id })).toMatchObject({
    message: 'run r1 has no worktree whose files could become its result',
    hint: expect.stringContaining('run_retry r1'),
  });
});
