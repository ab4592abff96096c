import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diffText, land } from '../../../src/runs/git/index.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { landing, merged, stage } from './stage.ts';

test('a run goes from the tip of the branch to a commit on it; until it lands, the checkout is untouched', async () => {
  const on = stage();
  writeFiles(on.user, { 'notes.txt': 'mine', 'x.log': 'ignored', 'src/b.txt': 'dirty\n' });
  const approved = await untouched(on.user, async () => {
    const tree = await on.start();
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(git(tree, 'branch', '--show-current')).toBe('backlog/r1-x-1');
    writeFiles(tree, { 'a.txt': 'one\n2\nthree\n', 'new.txt': 'new\n', 'y.log': 'hidden' });
    git(tree, 'commit', '-qam', 'half');
    rmSync(join(tree, 'src/deep/c.txt'));
    const snapshot = await on.snapshot();
    expect(snapshot).toMatchObject({
      head: git(tree, 'rev-parse', 'HEAD'),
      empty: false,
      nested: [],
      ignored: ['y.log'],
      refused: [],
      changed: [
        { path: 'a.txt', status: 'M', added: 1, deleted: 1, binary: false },
        { path: 'new.txt', status: 'A', added: 1, deleted: 0, binary: false },
        { path: 'src/deep/c.txt', status: 'D', added: 0, deleted: 1, binary: false },
      ],
    });
    expect(await diffText(on, { from: on.base, to: snapshot.commit, paths: ['a.txt'] })).toContain('-two\n+2\n');
    const approved = await merged(on, snapshot);
    const scratch = await on.scratch(approved.tip);
    expect(readFileSync(join(scratch, 'a.txt'), 'utf8')).toBe('one\n2\nthree\n');
    return approved;
  });
  expect(await land(on, landing(approved))).toEqual({ landed: true, worktree: on.user });
  expect(git(on.user, 'rev-parse', 'main')).toBe(approved.tip);
  expect(git(on.user, 'status', '--porcelain')).toBe(' M src/b.txt\n?? notes.txt');
  expect(readFileSync(join(on.user, 'a.txt'), 'utf8')).toBe('one\n2\nthree\n');
  expect(git(on.user, 'reflog', '-1', '--format=%gs')).toBe('backlog: run r1 merged');
  expect(git(on.user, 'reflog', '-1', '--format=%gs', 'main')).toBe('backlog: run r1 merged');
  expect(git(on.user, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
});
