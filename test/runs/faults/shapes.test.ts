import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { reviewed, shellAgent } from '../support/acting.ts';
import { FILES, field, newRepository } from '../support/field.ts';

const plugin = builtPlugin();

/** What is cloned from: two commits, the second changes a file. */
function origin(root: string): string {
  const folder = newRepository(join(root, 'origin'), FILES);
  git(folder, 'branch', 'old');
  writeFiles(folder, { 'src/a.txt': 'newer\n' });
  git(folder, 'commit', '-qam', 'Second');
  git(folder, 'config', 'uploadpack.allowFilter', 'true');
  git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return folder;
}

const cloned = (root: string, ...options: string[]): string => {
  git(root, 'clone', '-q', ...options, `file://${origin(root)}`, 'user');
  return join(root, 'user');
};

interface Shape {
  name: string;
  /** Makes the checkout of the person. */
  make(root: string): string;
  /** Other folders that a run must leave alone. */
  beside?: string;
  /** What holds of the checkout when the run is merged. */
  after?(user: string): void;
}

const SHAPES: readonly Shape[] = [
  {
    name: 'a sparse checkout',
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'sparse-checkout', 'set', '--cone', 'src');
      return user;
    },
    after: (user) => expect(existsSync(join(user, 'docs'))).toBe(false),
  },
  {
    name: 'a shallow clone',
    make: (root) => cloned(root, '--depth=1'),
    after: (user) => expect(git(user, 'rev-parse', '--is-shallow-repository')).toBe('true'),
  },
  { name: 'a partial clone', make: (root) => cloned(root, '--filter=blob:none') },
  {
    name: 'a repository with a submodule',
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'submodule', '--quiet', 'add', origin(root), 'inner');
      git(user, 'commit', '-qm', 'Submodule');
      return user;
    },
    after: (user) => expect(readFileSync(join(user, 'inner/src/a.txt'), 'utf8')).toBe('newer\n'),
  },
  {
    name: 'a linked worktree',
    make(root) {
      const main = newRepository(join(root, 'main'), FILES);
      git(main, 'switch', '-qc', 'elsewhere');
      git(main, 'worktree', 'add', '-q', join(root, 'user'), 'main');
      return join(root, 'user');
    },
    beside: 'main',
  },
  {
    name: 'core.autocrlf=true',
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'config', 'core.autocrlf', 'true');
      rmSync(join(user, 'docs/b.txt'));
      git(user, 'checkout', '-q', 'docs/b.txt');
      return user;
    },
    after: (user) => expect(readFileSync(join(user, 'docs/b.txt'), 'utf8')).toBe('b\r\nmore\r\n'),
  },
  {
    name: 'objects named by sha256',
    make: (root) => newRepository(join(root, 'user'), FILES, '--object-format=sha256'),
    after: (user) => expect(git(user, 'rev-parse', 'HEAD')).toHaveLength(64),
  },
];

soak(
  'of any shape of repository a run goes from its start to the merge; until then the checkout is untouched',
  async () => {
    await Promise.all(
      SHAPES.map(async ({ name, make, beside, after }) => {
        const place = await field({ ...plugin, make });
        // Of a linked worktree it would be the branch of the main one.
        await place.run('setting_set', { name: 'runs.target', value: 'main' });
        const leftAlone = <T>(act: () => Promise<T>) =>
          beside === undefined ? act() : untouched(join(place.root, beside), act);
        const run = await untouched(place.user, () =>
          leftAlone(() => reviewed(place, 'echo work > src/work.txt; echo more >> docs/b.txt', { description: name })),
        );
        expect({ name, paths: run.result?.paths }).toEqual({ name, paths: ['docs/b.txt', 'src/work.txt'] });
        expect({ name, checkout: run.checkout }).toEqual({ name, checkout: undefined });
        await place.run('run_approve', { run: run.id });
        const { merged } = await place.becomes(run.id, 'merged');
        const seen = {
          head: git(place.user, 'rev-parse', 'HEAD'),
          status: git(place.user, 'status', '--porcelain'),
          text: git(place.user, 'show', 'main:docs/b.txt'),
        };
        expect({ name, ...seen }).toEqual({ name, head: merged?.commit, status: '', text: 'b\nmore' });
        after?.(place.user);
      }),
    );
  },
);

soak(
  'a partial clone whose origin is away: the run says what it lacks, and goes on when the origin is back',
  async () => {
    const place = await field({ ...plugin, make: (root) => cloned(root, '--filter=blob:none') });
    git(place.user, 'branch', 'old', 'origin/old');
    await shellAgent(place, 'sh', 'echo work > src/work.txt');
    const task = await place.task({ description: 'From an old branch' });
    const [there, away] = [join(place.root, 'origin'), join(place.root, 'away')];
    const act = async () => {
      renameSync(there, away);
      const id = await place.start(task, 'sh', { target: 'old' });
      const failed = await place.settled(id);
      expect(failed).toMatchObject({ state: 'failed', reason: { code: 'git_failed' } });
      expect(failed.reason?.text).toMatch(
        /partial clone that lacks 1 file of .*`git fetch --refetch --no-filter` fetches all files/s,
      );
      renameSync(away, there);
      await place.run('run_resume', { run: id });
      expect((await place.becomes(id, 'review')).result?.paths).toEqual(['src/work.txt']);
    };
    // What it lacked comes into the person's repository, too, as with any command of git.
    await untouched(place.user, act, { except: /\.git\/objects\/pack\// });
  },
);
