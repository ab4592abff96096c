import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

/** Writes what the round asks for; forgets the second line in the first round. */
const FIXER = `
import { appendFileSync } from 'node:fs';
appendFileSync('src/a.txt', 'changed in round ' + process.env.BACKLOG_ROUND + '\\n');
console.log('I changed src/a.txt');
`;

test('one task: worked on in its own worktree, its red check repaired, sent back by a review, approved, merged, done', async () => {
  const { run, task, agent, start, becomes, user, text, tree, opened } = await field({ supervisor: plugin.supervisor });
  await run('setting_set', { name: 'checks.twice', value: 'grep -q "round 2" src/a.txt && echo 1 passed' });
  await agent('fixer', FIXER);
  const id = await start(await task({ description: 'Change a', scope: 'src/**', checks: 'twice' }), 'fixer');
  const reviewed = await becomes(id, 'review');
  expect(reviewed.rounds?.map(({ why, outcome }) => [why, outcome])).toEqual([
    ['start', 'done'],
    ['checks', 'done'],
  ]);
  expect(reviewed.checks).toMatchObject([{ name: 'twice', ok: true, commit: reviewed.result?.commit }]);
  expect(readFileSync(join(tree(id), '../prompt.md'), 'utf8')).toContain('Your result failed these checks');
  expect(await text('run_diff', { run: id })).toContain('+changed in round 2');
  expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe('a\n');

  await run('run_request_changes', { run: id, note: 'Say it a third time' });
  const again = await becomes(id, 'review');
  expect(again.rounds?.map(({ why }) => why)).toEqual(['start', 'checks', 'changes']);
  expect(readFileSync(join(tree(id), '../prompt.md'), 'utf8')).toContain('"Say it a third time"');

  await run('run_approve', { run: id, commit: again.result!.commit });
  const merged = await becomes(id, 'merged');
  expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe(
    'a\nchanged in round 1\nchanged in round 2\nchanged in round 3\n',
  );
  expect(git(user, 'rev-parse', 'HEAD')).toBe(merged.merged?.commit);
  expect(git(user, 'status', '--porcelain')).toBe('');
  expect(git(user, 'log', '--format=%s', '-2').split('\n')).toEqual(['Change a', 'First']);
  expect(opened.store.state.get('task', merged.task)).toMatchObject({ status: 'completed' });
  expect([...opened.store.state.all('claim')]).toEqual([]);
  expect(existsSync(tree(id))).toBe(true);
});

soak(
  'nothing is pushed unless a setting names a remote; then the target is, after it landed, and what came of it is told',
  async () => {
    const { run, task, agent, start, becomes, until, user, root, text } = await field({
      supervisor: plugin.supervisor,
    });
    git(root, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
    git(user, 'remote', 'add', 'origin', join(root, 'origin.git'));
    await agent('fixer', FIXER);
    const toMerge = async (description: string) => {
      const id = await start(await task({ description }), 'fixer');
      await becomes(id, 'review');
      await run('run_approve', { run: id });
      return becomes(id, 'merged');
    };
    await toMerge('Not pushed');
    expect(git(join(root, 'origin.git'), 'for-each-ref')).toBe('');
    git(user, 'push', '-q', 'origin', 'main');
    await run('setting_set', { name: 'runs.push', value: 'origin' });
    const { id } = await toMerge('Pushed');
    const pushed = await until(id, ({ merged }) => merged?.push !== undefined);
    expect(pushed.merged?.push).toBe('pushed to origin');
    expect(git(join(root, 'origin.git'), 'rev-parse', 'main')).toBe(pushed.merged?.commit);
    git(user, 'remote', 'rename', 'origin', 'upstream');
    const other = await toMerge('To nowhere');
    await until(other.id, ({ outgoing }) => outgoing?.failed !== undefined);
    expect(await text('run_show', { run: other.id })).toContain('there is no remote origin in user');
  },
);

soak(
  'a task is open again when its merge is reverted, or rewound out of the branch; what waits for it waits again',
  async () => {
    const { run, task, agent, start, becomes, user, opened, refused } = await field({ supervisor: plugin.supervisor });
    await agent('fixer', FIXER);
    const first = await task({ description: 'First' });
    const second = await task({ description: 'Second', depends: String(first) });
    const id = await start(first, 'fixer');
    await becomes(id, 'review');
    await run('run_approve', { run: id });
    const merged = await becomes(id, 'merged');
    git(user, 'revert', '--no-edit', 'HEAD');
    expect(await refused('run_start', { filter: String(second), agent: 'fixer' })).toMatchObject({ code: 'conflict' });
    expect(opened.store.state.get('task', merged.task)?.status).toBe('pending');
    expect((await becomes(id, 'merged')).reverted?.commit).toBe(git(user, 'rev-parse', 'HEAD'));
  },
);

soak(
  'where a person set it, a tested result becomes a pull request; the run is merged when the branch has it, squashed or not',
  async () => {
    const { run, task, agent, start, becomes, until, user, root, text } = await field({
      supervisor: plugin.supervisor,
    });
    git(root, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
    git(user, 'remote', 'add', 'origin', join(root, 'origin.git'));
    git(user, 'push', '-q', 'origin', 'main');
    await agent('fixer', FIXER);
    const forge = `printf '%s to %s: %s\\n' "$BACKLOG_BRANCH" "$BACKLOG_TARGET" "$BACKLOG_TITLE" && cat "$BACKLOG_BODY" > ${join(root, 'body.md')} && echo https://forge.example/pull/1`;
    await run('setting_set', { name: 'runs.propose', value: forge });
    const id = await start(await task({ description: 'Change a' }), 'fixer');
    await becomes(id, 'review');
    await run('run_approve', { run: id });
    const waiting = await until(id, ({ outgoing }) => outgoing?.failed !== undefined);
    expect(waiting.outgoing?.failed).toContain('names no remote');
    await run('setting_set', { name: 'runs.push', value: 'origin' });
    const proposed = await until(id, (now) => now.proposed !== undefined);
    expect(proposed).toMatchObject({ state: 'approved', waits: { why: 'proposed' } });
    expect(proposed.proposed?.text).toBe(`${proposed.branch} to main: Change a\nhttps://forge.example/pull/1`);
    expect(await text('run_show', { run: id })).toContain('https://forge.example/pull/1');
    expect(readFileSync(join(root, 'body.md'), 'utf8')).toContain(`Backlog-Run: ${id} by fixer`);
    expect(git(join(root, 'origin.git'), 'rev-parse', proposed.branch)).toBe(proposed.proposed?.commit);
    expect(git(user, 'log', '--format=%s')).toBe('First');

    // The forge squashes it, and the person pulls.
    git(root, 'clone', '-q', 'origin.git', 'forge');
    const other = join(root, 'forge');
    git(other, 'merge', '-q', '--squash', `origin/${proposed.branch}`);
    git(other, 'commit', '-q', '-m', git(other, 'log', '-1', '--format=%B', `origin/${proposed.branch}`));
    git(other, 'push', '-q', 'origin', 'main');
    git(user, 'pull', '-q', '--ff-only', 'origin', 'main');
    await task({ description: 'Next', depends: '1' });
    await run('run_start', { filter: '2', agent: 'fixer', force: true });
    const merged = await becomes(id, 'merged');
    expect(merged.merged?.commit).toBe(git(user, 'rev-parse', 'HEAD'));
  },
);

soak(
  'a program asks through the command line in its PATH, hears the answer in its next round, and the review tells both',
  async () => {
    const { run, task, agent, start, becomes, text } = await field({ supervisor: plugin.supervisor });
    await agent(
      'asker',
      `
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
const answer = /The answer: "(.*)"/.exec(readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8'))?.[1];
if (answer) writeFileSync('src/a.txt', answer + '\\n');
else execFileSync('backlog', ['run', 'ask', 'Which colour?']);
`,
    );
    const id = await start(await task({ description: 'Paint it' }), 'asker');
    await becomes(id, 'asking');
    await run('run_answer', { run: id, note: 'Blue' });
    await becomes(id, 'review');
    expect(await text('run_show', { run: id })).toContain('answered: "Which colour?" human:ada: "Blue"');
    expect(await text('run_diff', { run: id })).toContain('+Blue');
  },
);

soak(
  'a check that no setting defines halts the run before its agent begins, or with its result; defined, the result is checked without its agent',
  async () => {
    const { run, text, task, agent, start, becomes, opened } = await field({ supervisor: plugin.supervisor });
    await agent('fixer', FIXER);
    expect(await text('setting_set', { name: 'runs.checks.src', value: 'nosuch' })).toContain(
      'runs.checks.src names the check "nosuch", which no setting defines: backlog setting set checks.nosuch "<command>"',
    );
    const reason = { code: 'check_undefined', text: expect.stringContaining('setting set checks.nosuch "<command>"') };
    const early = await becomes(await start(await task({ description: 'In src', scope: 'src/**' }), 'fixer'), 'failed');
    expect(early).toMatchObject({ reason });
    expect(early.rounds ?? []).toEqual([]);
    await run('run_discard', { run: early.id });

    const late = await becomes(await start(await task({ description: 'Anywhere' }), 'fixer'), 'failed');
    expect(late).toMatchObject({
      reason,
      result: { paths: ['src/a.txt'] },
      rounds: [{ why: 'start', outcome: 'done' }],
    });
    expect(await text('setting_set', { name: 'checks.nosuch', value: 'echo 1 passed' })).toBe(
      'checks.nosuch = echo 1 passed',
    );
    await run('run_resume', { run: late.id });
    const reviewed = await becomes(late.id, 'review');
    expect(reviewed.rounds).toHaveLength(1);
    expect(reviewed.checks).toMatchObject([{ name: 'nosuch', ok: true, commit: late.result!.commit }]);
    expect(await text('setting_unset', { name: 'checks.nosuch' })).toContain(
      'runs.checks.src names the check "nosuch"',
    );
    expect(opened.store.state.get('run', late.id)).not.toHaveProperty('reason');
  },
);
