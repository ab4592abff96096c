import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comment, Run } from '../../../src/domain/records.ts';
import { editedText } from '../../../src/runs/git/merge/commit-edits.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { gitProject, handIn, inRun, runWithResult } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';
import { reviewed } from '../support/acting.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();

const suggestion = (...lines: string[]) => ['Better:', '```suggestion', ...lines, '```'].join('\n');

test.each<[before: string, edits: Parameters<typeof editedText>[1], after: string]>([
  ['a\nb\nc\n', [{ from: 2, to: 2, lines: ['B', 'B2'] }], 'a\nB\nB2\nc\n'],
  [
    'a\nb\nc\n',
    [
      { from: 1, to: 1, lines: [] },
      { from: 3, to: 3, lines: ['C'] },
    ],
    'b\nC\n',
  ],
  ['a\r\nb\r\n', [{ from: 2, to: 2, lines: ['B'] }], 'a\r\nB\r\n'],
  ['a\nb', [{ from: 2, to: 2, lines: ['B'] }], 'a\nB'],
  ['a\r\nb', [{ from: 2, to: 2, lines: ['B', 'C'] }], 'a\r\nB\r\nC'],
  ['a\r\nb', [{ from: 2, to: 2, lines: [] }], 'a'],
  ['a\nb\r\nc\n', [{ from: 1, to: 2, lines: ['A', 'B', 'B2'] }], 'A\nB\r\nB2\r\nc\n'],
  ['a\n', [{ from: 1, to: 1, lines: [] }], ''],
  ['\xe9\na\n', [{ from: 2, to: 2, lines: ['ä'] }], '\xe9\n\xc3\xa4\n'],
])('lines of %j are replaced, all other bytes stay', (before, edits, after) => {
  expect(editedText(before, edits)).toBe(after);
});

test('a person applies two suggestions: one commit of theirs on top of the result, checked without the agent; its next round goes on from there', async () => {
  const place = await field(plugin);
  const { run, text, tree, user } = place;
  git(user, 'config', 'user.name', 'Ada Lovelace');
  git(user, 'config', 'user.email', 'ada@example.invalid');
  await run('setting_set', { name: 'checks.said', value: 'echo 1 passed; grep -q TWO src/a.txt' });
  await run('setting_set', { name: 'runs.checkRounds', value: '0' });
  const line =
    'if [ -e src/a.txt ] && ! grep -q one src/a.txt; then printf "one\\ntwo\\nthree\\n" > src/a.txt; else echo more >> src/a.txt; fi';
  const first = await reviewed(place, line, { checks: 'said' });
  const { id } = first;
  expect(first.checks).toMatchObject([{ ok: false }]);
  const comment = async (at: number, said: string) =>
    (await run<{ comment: Comment }>('review_comment', { run: id, path: 'src/a.txt', line: at, text: said })).comment;
  const two = await comment(2, suggestion('TWO'));
  const three = await comment(3, suggestion());
  for (const caller of [agent('session-2'), inRun(id)])
    expect(await place.refused('review_apply', { ids: two.id }, caller)).toMatchObject({ code: 'forbidden' });

  expect(await text('review_apply', { ids: [two.id, three.id.slice(0, 8)] })).toContain('Applied 2 suggestions as ');
  const applied = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  const { commit } = applied.result!;
  expect(applied.rounds?.at(-1)).toMatchObject({ n: 2, why: 'adopt', by: 'human:ada', commit });
  expect(applied.checks).toMatchObject([{ name: 'said', ok: true, commit }]);
  expect(readFileSync(join(tree(id), 'src/a.txt'), 'utf8')).toBe('one\nTWO\n');
  const said = git(tree(id), 'log', '-1', '--format=%an <%ae>|%cn|%P|%B', commit);
  expect(said).toContain(`Ada Lovelace <ada@example.invalid>|Ada Lovelace|${first.result!.commit}|Apply 2 suggestions`);
  expect(said).toContain('- src/a.txt, line 2, suggested by human:ada');
  const { comments } = await run<{ comments: { comment: Comment }[] }>('review_comments', { run: id });
  expect(comments.map(({ comment: each }) => [each.applied?.commit, each.resolved?.actor])).toEqual([
    [commit, 'human:ada'],
    [commit, 'human:ada'],
  ]);
  expect(await place.refused('review_apply', { ids: two.id })).toMatchObject({ code: 'nothing-to-do' });

  const undone = await place.refused('task_undo', { commit: await lastOf(place, 'review_apply') });
  expect(undone.hint).toContain(`git revert ${commit.slice(0, 12)}`);

  await run('run_request_changes', { run: id, note: 'One more' });
  const next = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 3);
  expect(git(tree(id), 'rev-parse', 'HEAD')).toBe(commit);
  expect(readFileSync(join(tree(id), 'src/a.txt'), 'utf8')).toBe('one\nTWO\nmore\n');
  // Each round keeps its own result, so that any two of them can be compared.
  const { results } = await run<{ results: { n: number; commit: string }[] }>('run_show', { run: id });
  expect(results.map(({ n, commit: of }) => [n, of])).toEqual([
    [1, first.result!.commit],
    [2, commit],
    [3, next.result!.commit],
  ]);
});

async function lastOf({ opened }: Awaited<ReturnType<typeof field>>, command: string): Promise<number> {
  let last = 0;
  for await (const { seq, command: name } of opened.store.history({})) if (name === command) last = seq;
  return last;
}

soak(
  'a suggestion is refused if its lines have changed, if the agent works, if the worktree has other changes, and if nobody could say what it replaces',
  async () => {
    const work = await testWorkspace();
    await gitProject(work);
    await work.run('task_add', { description: 'First' });
    const one = await runWithResult(work, { 'src/a.txt': 'one\ntwo\nthree\n' }, { number: 1 });
    const tree = join(work.opened.where.dir, 'runs', one.id, 'tree');
    const comment = async (input: Record<string, unknown>) =>
      (await work.run<{ comment: Comment }>('review_comment', { run: 'r1', path: 'src/a.txt', line: 2, ...input }))
        .comment.id;
    const refused = async (...ids: string[]) => {
      const { code, message, hint } = await work.refused('review_apply', { ids });
      return `${code}: ${message} ${hint ?? ''}`;
    };
    const none = await comment({ text: 'Why two?' });
    expect(await refused(none)).toMatch(/^usage: comment \w+ has no suggestion/);
    expect(await refused(await comment({ text: suggestion('x') + suggestion('y').replace('Better:', '\n') }))).toMatch(
      /^usage: .* has 2 sugg/,
    );
    expect(await refused(await comment({ line: 1, side: 'old', text: suggestion('x') }))).toMatch(/start commit/);
    expect(await refused()).toMatch(/^usage: /);
    const two = await comment({ text: suggestion('TWO') });
    const wide = await comment({ line: 1, to: 2, text: suggestion('ONE', 'TWO') });
    expect(await refused(two, wide)).toMatch(/^conflict: two suggestions change the same lines of "src\/a.txt"/);
    const same = await comment({ text: suggestion('two') });
    git(join(work.folder, 'project'), 'config', 'user.name', '');
    expect(await refused(two)).toMatch(/^conflict: git has no name and address/);
    git(join(work.folder, 'project'), 'config', 'user.name', 'Ada');
    git(join(work.folder, 'project'), 'config', 'user.email', 'ada@example.invalid');
    expect(await refused(same)).toMatch(/^nothing-to-do: the result already has these lines/);

    // Somebody's own changes in the worktree are never overwritten.
    writeFileSync(join(tree, 'src/other.txt'), 'mine\n');
    expect(await refused(two)).toMatch(/^conflict: .* changes that its result lacks: src\/other.txt .*run_adopt r1/);

    // Lines before it were added: the suggestion moves. Its own line changed: it is left behind.
    const moved = await handIn(work, one, { 'src/a.txt': 'zero\none\ntwo!\nthree\n' });
    expect(await refused(two)).toMatch(/^conflict: the result of run r1 no longer has the lines of comment/);
    const context = work.opened.context((await import('../../support/workspace.ts')).ADA);
    const set = (state: Run['state']) => context.write('given', (tx) => tx.put('run', 'r1', { ...moved, state }));
    await set('running');
    expect(await refused(two)).toMatch(/^conflict: can't apply suggestions to run r1: it /);
    await set('merged');
    expect(await refused(two)).toMatch(/^conflict: can't apply suggestions to run r1: it /);
    expect(work.opened.store.state.get('comment', two)?.applied).toBeUndefined();
    expect(git(tree, 'status', '--porcelain')).not.toContain('TWO');
    writeFiles(tree, {});
  },
);
