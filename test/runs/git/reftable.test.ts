import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configRefs } from '../../../src/runs/config/config-refs.ts';
import { checkoutChange, checkoutMark, checkoutStatus, targetTip } from '../../../src/runs/git/index.ts';
import { checkedOutIn, linkedWorktree } from '../../../src/store/index.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { unless } from '../../support/needs.ts';
import { useNewestGit, WITHOUT_NEWEST_GIT } from '../../support/newest-git.ts';
import { FILES, newRepository, repositoryAt } from './stage.ts';

const NO_SETTINGS = { get: () => undefined };

test(
  'whatever reads HEAD, a branch or the stash reads the same in files and in a reftable',
  unless(WITHOUT_NEWEST_GIT),
  async () => {
    useNewestGit();
    const read = async (format: string) => {
      const root = tempFolder('reftable');
      const user = newRepository(join(root, 'user'), FILES, [`--ref-format=${format}`]);
      const linked = join(root, 'linked');
      git(user, 'worktree', 'add', '-q', '-b', 'side', linked);
      const repository = repositoryAt(user);
      const before = await checkoutMark(repository);
      const first = { head: before.head, checkedOut: [checkedOutIn(user), checkedOutIn(linked)] };
      writeFiles(user, { 'a.txt': 'stashed\n' });
      git(user, 'stash', '-q');
      git(user, 'switch', '-qc', 'work');
      git(linked, 'checkout', '-q', '--detach');
      const { head, stash } = checkoutChange(before, await checkoutMark(repository))!;
      return {
        ...first,
        changed: { head, stash, stashes: (await checkoutMark(repository)).stash.length },
        status: await checkoutStatus(repository),
        target: (await targetTip(repository)).branch,
        config: configRefs(NO_SETTINGS as never, {}, repository.common!),
        linked: linkedWorktree(linked)!.head === git(linked, 'rev-parse', 'HEAD'),
        checkedOut: [...first.checkedOut, checkedOutIn(user), checkedOutIn(linked)],
      };
    };
    const files = await read('files');
    expect(files).toMatchObject({
      head: 'ref: refs/heads/main',
      changed: { head: { after: 'ref: refs/heads/work' }, stash: true, stashes: 1 },
      status: { branch: 'work' },
      config: ['refs/heads/work'],
      linked: true,
    });
    expect(await read('reftable')).toEqual(files);
  },
);
