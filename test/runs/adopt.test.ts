import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { agent } from '../support/workspace.ts';
import { reviewed, shellAgent } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

test('what a person changed in the worktree is named by review and approval, and adopting it makes it the result, checked, without the agent', async () => {
  const place = await field(plugin);
  const { run, text, tree, becomes, user } = place;
  await run('setting_set', { name: 'runs.checkRounds', value: '0' });
  await run('setting_set', { name: 'checks.hand', value: 'echo 1 passed; grep -q hand src/a.txt' });
  const first = await reviewed(place, 'echo agent >> src/a.txt; echo agent > ../count', { checks: 'hand' });
  const { id } = first;
  expect(first.checks).toMatchObject([{ ok: false }]);
  expect(await text('run_show', { run: id })).not.toContain('left out');
  expect(await place.refused('run_adopt', { run: id })).toMatchObject({ code: 'nothing-to-do' });
  appendFileSync(join(tree(id), 'src/a.txt'), 'hand\n');
  writeFileSync(join(tree(id), 'src/new.txt'), 'n\n');
  const left = /and not in it: src\/a\.txt, src\/new\.txt; to include them: run_control r1 with verb adopt/;
  expect(await text('run_show', { run: id })).toMatch(left);
  expect(await place.refused('run_adopt', { run: id }, agent('session-2'))).toMatchObject({ code: 'forbidden' });

  await run('run_adopt', { run: id });
  const adopted = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(adopted.rounds?.at(-1)).toMatchObject({ n: 2, why: 'adopt', by: 'human:ada', outcome: 'done' });
  expect(adopted.verdict).toBeUndefined();
  expect(adopted.checks).toMatchObject([{ name: 'hand', ok: true, commit: adopted.result!.commit }]);
  expect(await text('run_show', { run: id })).toContain('round 2 (adopt by human:ada)');
  expect(readFileSync(join(tree(id), '../count'), 'utf8')).toBe('agent\n');
  appendFileSync(join(tree(id), 'src/a.txt'), 'too late\n');
  expect(await text('run_approve', { run: id })).toContain('and not in it: src/a.txt; ');
  await becomes(id, 'merged');
  expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe('a\nagent\nhand\n');
});

test('a file of a later commit that is gone is asked about, and comes with its commit to who adopts it', async () => {
  const place = await field(plugin);
  const { run, tree } = place;
  const { id } = await reviewed(place, 'echo agent >> src/a.txt');
  writeFileSync(join(tree(id), 'src/late.txt'), 'late\n');
  git(tree(id), 'add', 'src/late.txt');
  git(tree(id), 'commit', '-qm', 'Late', '--', 'src/late.txt');
  rmSync(join(tree(id), 'src/late.txt'));
  expect(await place.refused('run_request_changes', { run: id, note: 'More' })).toMatchObject({
    data: { changed: ['src/late.txt'] },
  });
  await run('run_adopt', { run: id });
  const adopted = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(adopted.result?.paths).toEqual(['src/a.txt', 'src/late.txt']);
});

soak('what was adopted is told to the agent in its next round, and so is a note of before', async () => {
  const place = await field(plugin);
  const { run, tree } = place;
  const { id } = await reviewed(place, 'echo agent >> src/a.txt');
  appendFileSync(join(tree(id), 'src/a.txt'), 'hand\n');
  await run('run_adopt', { run: id });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  await run('run_request_changes', { run: id, note: 'Name the constant' });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 3);
  const prompt = readFileSync(join(tree(id), '../prompt.md'), 'utf8');
  expect(prompt).toContain('Name the constant');
  expect(readFileSync(join(tree(id), 'src/a.txt'), 'utf8')).toBe('a\nagent\nhand\nagent\n');
});

soak(
  'files that git ignores are named in the review; only those is said instead of "nothing"; one that was forced counts',
  async () => {
    const place = await field(plugin);
    const { run, text, settled } = place;
    await run('setting_set', { name: 'runs.setup', value: 'echo x > setup.log' });
    await run('setting_set', { name: 'checks.noisy', value: 'echo x > check.log; echo 1 passed' });
    const some = await reviewed(
      place,
      'echo x > src/a.txt; echo x > made.log; echo x > forced.log; git add -f forced.log',
      {
        checks: 'noisy',
      },
    );
    expect(some.result).toMatchObject({ ignored: ['made.log'], paths: ['forced.log', 'src/a.txt'] });
    expect(await text('run_show', { run: some.id })).toContain('ignored by git, not in the result: made.log');
    await run('run_request_changes', { run: some.id, note: 'Again' });
    const again = await place.until(some.id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(again.result).toMatchObject({ ignored: ['made.log'] });
    await shellAgent(place, 'ignorer', 'echo x > made.log');
    const none = await settled(await place.start(await place.task({ description: 'Only a log' }), 'ignorer'));
    expect(none).toMatchObject({
      state: 'failed',
      reason: { code: 'no_changes', text: 'its agent changed only ignored files (.gitignore): made.log' },
    });
  },
);
