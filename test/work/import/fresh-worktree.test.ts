import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { BROUGHT, type Brought, newcomer, put } from './brought.ts';

/** A source whose task was closed and reopened, so that the queue remembers both values. The last one is committed. */
async function reopened(brought: Brought) {
  const here = newcomer(brought);
  const { path, files, closed } = brought;
  await here.bring(path);
  put(join(here.repository, path), closed);
  await here.bring(path);
  put(join(here.repository, path), files);
  await here.bring(path);
  const open = (await here.counts()).open;
  const tree = join(here.folder, 'tree');
  git(here.repository, 'worktree', 'add', '-q', '-b', 'feature', tree);
  return { here, tree, open };
}

/** Taskwarrior's records have uuids and times of their own, by which they are compared. */
const IN_REPOSITORIES = BROUGHT.filter(({ format }) => format !== 'taskwarrior');

describe.each(everyNth(3, IN_REPOSITORIES))('$format: a task that was closed and reopened', (brought) => {
  test('is closed by an edit in a fresh worktree', async () => {
    const { here, tree, open } = await reopened(brought);
    put(join(tree, brought.path), brought.closed);
    const answer = await here.bring(brought.path, { cwd: tree });
    expect([answer.warnings.filter((line) => line.includes('older')), answer.changed.length]).toEqual([[], 1]);
    expect((await here.counts()).open).toBe(open - 1);
  });

  test('is closed by a commit in a fresh worktree', async () => {
    const { here, tree, open } = await reopened(brought);
    put(join(tree, brought.path), brought.closed);
    git(tree, 'commit', '-qam', 'Close it');
    await here.bring(brought.path, { cwd: tree });
    expect((await here.counts()).open).toBe(open - 1);
  });

  test('stays open if a fresh worktree has it open, as its commit', async () => {
    const { here, tree, open } = await reopened(brought);
    expect((await here.bring(brought.path, { cwd: tree })).changed).toEqual([]);
    expect((await here.counts()).open).toBe(open);
  });
});

const TODO: Brought = {
  format: 'markdown',
  path: 'TODO.md',
  files: { '': '- [x] Login\n- [ ] Logout\n' },
  closed: { '': '- [ ] Login\n- [x] Logout\n' },
};

describe('a fresh worktree', () => {
  test('reopens what its commit has closed', async () => {
    const here = newcomer(TODO);
    await here.bring('TODO.md');
    const tree = join(here.folder, 'tree');
    git(here.repository, 'worktree', 'add', '-q', tree);
    writeFileSync(join(tree, 'TODO.md'), '- [ ] Login\n- [ ] Logout\n');
    expect((await here.bring('TODO.md', { cwd: tree })).warnings).toEqual([]);
    expect((await here.counts()).open).toBe(2);
    // The main checkout still has the value of its commit.
    await here.bring('TODO.md');
    expect((await here.counts()).open).toBe(2);
  });

  soak('takes only the edited lines of a file from an older commit', async () => {
    const here = newcomer(TODO);
    const tree = join(here.folder, 'tree');
    await here.bring('TODO.md');
    git(here.repository, 'worktree', 'add', '-q', tree);
    writeFileSync(join(here.repository, 'TODO.md'), '- [ ] Login\n- [ ] Logout\n');
    git(here.repository, 'commit', '-qam', 'Reopen it');
    await here.bring('TODO.md');
    const old = readFileSync(join(tree, 'TODO.md'), 'utf8');
    writeFileSync(join(tree, 'TODO.md'), old.replace('[ ] Logout', '[x] Logout'));
    const { warnings } = await here.bring('TODO.md', { cwd: tree });
    expect(warnings).toEqual([expect.stringContaining('older than the last import')]);
    expect(await here.counts()).toMatchObject({ open: 1, completed: 1 });
    expect((await here.tasks()).find(({ description }) => description === 'Login')!.status).toBe('pending');
  });
});
