import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { IS_SOAK } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { chattr, mayProtect } from './support/may-protect.ts';

const plugin = builtPlugin();

/** Commits a file and leaves another one; later rounds list what they find. */
const AGENT =
  '[ $BACKLOG_ROUND != 1 ] && ls src > listed.txt && exit; echo 1 > src/one.txt; git add -A; git commit -qm one; echo 2 > src/two.txt';

/** What a person or a program changes in a worktree and makes immutable. `two.txt` has vanished. */
const ACTS: Readonly<Record<string, (tree: string) => void>> = {
  'an edited file': (tree) => {
    writeFileSync(join(tree, 'src/one.txt'), 'of a person\n');
    chattr(join(tree, 'src/one.txt'), '+i');
  },
  'the folder of a lost file': (tree) => chattr(join(tree, 'src'), '+i'),
  'the worktree': (tree) => chattr(tree, '+i'),
  'a .git that names the checkout': (tree) => {
    writeFileSync(join(tree, '.git'), `gitdir: ${join(tree, '../../../../user/.git')}\n`);
    chattr(join(tree, '.git'), '+i');
  },
  'the index of its agent': (tree) => {
    writeFileSync(join(tree, '../repo.git/index'), '');
    chattr(join(tree, '../repo.git/index'), '+i');
  },
  'a folder that takes new files only': (tree) => {
    appendFileSync(join(tree, 'src/more.txt'), 'of a person\n');
    chattr(join(tree, 'src'), '+a');
  },
};

async function protectedField(): Promise<Field> {
  const place = await field(plugin);
  onTestFinished(() => void chattr(place.root, '-i', '-a'));
  return place;
}

for (const [what, act] of IS_SOAK && mayProtect() ? Object.entries(ACTS) : [])
  soak(`after ${what} could not be restored, the next round starts from the last result`, async () => {
    const place = await protectedField();
    const id = await started(place, AGENT);
    const { result } = await place.becomes(id, 'review');
    rmSync(join(place.tree(id), 'src/two.txt'));
    act(place.tree(id));
    await place.run('run_request_changes', { run: id, note: 'More', restore: true });
    const failed = await place.until(id, ({ state }) => state === 'failed' || state === 'review');
    expect(failed).toMatchObject({
      state: 'failed',
      reason: { code: 'no_access' },
      result: { commit: result!.commit },
    });
    expect(failed.reason!.text).toMatch(/(src\/|tree\/|index|two\.txt).*`chattr -i -a PATH`/s);
    chattr(place.root, '-i', '-a');
    await place.run('run_resume', { run: id, restore: true });
    const second = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(second.result?.missing).toBeUndefined();
    expect(readFileSync(join(place.tree(id), 'listed.txt'), 'utf8')).toBe('a.txt\none.txt\ntwo.txt\n');
    const store = join(place.store, 'runs/repositories/user/store.git');
    expect(git(store, 'show', `${second.result!.commit}:src/one.txt`)).toBe('1');
  });
