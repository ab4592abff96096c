import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  commitsBesideHead,
  mendPrivateStore,
  putModuleFilesBack,
  repairConfig,
  repositoryPaths,
  rescue,
  runPaths,
} from '../../../src/runs/git/index.ts';
import { moduleStore } from '../../../src/runs/git/submodules/module-store.ts';
import { git } from '../../support/git.ts';
import { runByShell } from '../../support/shell.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { stage } from './stage.ts';
import { withLib } from './with-lib.ts';

/** How an agent keeps the commit `$OWN` beside its HEAD, the ref, and whether a review names it in a submodule, too. */
const KINDS: Readonly<Record<string, [line: string, ref: string, isNamedThere: boolean]>> = {
  notes: ['git update-ref refs/notes/own "$OWN"', 'refs/notes/own', false],
  branch: ['git branch own "$OWN"', 'refs/heads/own', true],
  'light tag': ['git tag own "$OWN"', 'refs/tags/own', true],
  'annotated tag': ['git tag -am Own own "$OWN"', 'refs/tags/own', true],
  stash: ['git stash store -m own "$OWN"', 'refs/stash', true],
  remote: ['git update-ref refs/remotes/origin/own "$OWN"', 'refs/remotes/origin/own', false],
};

/** How the refs are destroyed. */
const DESTROYED: Readonly<Record<string, (gitDir: string, ref: string) => void>> = {
  'was packed in refs that are gone': (gitDir) => {
    git(gitDir, 'pack-refs', '--all');
    rmSync(join(gitDir, 'packed-refs'));
  },
  'is there': () => undefined,
  'was packed in refs that are zeros': (gitDir) => {
    git(gitDir, 'pack-refs', '--all');
    writeFileSync(join(gitDir, 'packed-refs'), Buffer.alloc(300));
  },
  'has an empty file': (gitDir, ref) => writeFileSync(join(gitDir, ref), ''),
};

/** A run in whose worktree, or in a submodule of it, the agent keeps work. */
const PLACES = {
  async 'the repository'() {
    const on = stage();
    const tree = await on.start();
    const beside = async () => {
      const { head } = await on.snapshot();
      return (await commitsBesideHead(on.place(), { base: on.base, head })).commits.map(({ commit }) => commit);
    };
    const mend = () => repairConfig(on.place(), on.base);
    return { on, folder: tree, gitDir: runPaths(on.place()).repo, store: repositoryPaths(on).store, beside, mend };
  },
  async 'a submodule'() {
    const on = await withLib();
    const folder = join(await on.start(), 'lib');
    const gitDir = git(folder, 'rev-parse', '--absolute-git-dir');
    const beside = async () => (await on.snapshot()).nested;
    const mend = () => putModuleFilesBack(on.place(), on.base);
    return { on, folder, gitDir, store: moduleStore(on, { names: ['lib'] }), beside, mend };
  },
};

const ROWS = Object.keys(PLACES).flatMap((where) =>
  Object.keys(KINDS).flatMap((kind) =>
    Object.keys(DESTROYED).map((how) => [kind, where, how] as [string, keyof typeof PLACES, string]),
  ),
);

soak.each(ROWS)(
  'a commit that only the %s of %s names, which %s, is named, rescued and named again',
  async (kind, where, how) => {
    const { on, folder, gitDir, store, beside, mend } = await PLACES[where]();
    const [line, ref, isNamedThere] = KINDS[kind]!;
    const own = git(folder, 'commit-tree', '-p', 'HEAD', '-m', 'Own', git(folder, 'write-tree'));
    runByShell(['sh', '-ec', line], { cwd: folder, env: { ...process.env, OWN: own } });
    const refs = git(folder, 'for-each-ref');
    DESTROYED[how]!(gitDir, ref);
    const named = { 'the repository': [own], 'a submodule': isNamedThere ? [`lib/.git/${ref}`] : [] }[where];
    expect(await beside()).toEqual(named);
    const { lost } = await rescue(on.place());
    expect(lost).toEqual([]);
    expect(git(store, 'for-each-ref', '--contains', own)).toContain('refs/runs/r1/rescue/1/');
    await mend();
    expect(git(folder, 'for-each-ref')).toBe(refs);
  },
);

soak(
  'of a submodule, the commits that only its reflogs have are rescued, too: an amended one, and the second stash',
  async () => {
    const { on, folder, store } = await PLACES['a submodule']();
    const made = ['one', 'two'].map((text) => {
      writeFileSync(join(folder, 'x.txt'), text);
      git(folder, 'stash', '-q');
      return git(folder, 'rev-parse', 'stash');
    });
    git(folder, 'commit', '-q', '--allow-empty', '-m', 'before');
    made.push(git(folder, 'rev-parse', 'HEAD'));
    git(folder, 'commit', '-q', '--allow-empty', '--amend', '-m', 'after');
    expect((await rescue(on.place())).lost).toEqual([]);
    for (const commit of made) expect(git(store, 'for-each-ref', '--contains', commit), commit).not.toBe('');
  },
);

soak("the person's tags in a submodule are no work of the agent", async () => {
  const on = await withLib((user) => {
    git(user, 'submodule', '--quiet', 'update', '--init', '--recursive');
    const lib = join(user, 'lib');
    git(lib, 'tag', 'release', git(lib, 'commit-tree', '-p', 'HEAD', '-m', 'Release', git(lib, 'write-tree')));
    return user;
  });
  const lib = join(await on.start(), 'lib');
  git(lib, 'fetch', '-q', '--tags', join(on.user, 'lib'));
  expect(git(lib, 'tag')).toBe('release');
  expect((await on.snapshot()).nested).toEqual([]);
});

/** What happens to refs of a private copy: all are packed, or each has its own file. */
const COPY_LOST: Readonly<Record<string, (store: string, ref: string) => void>> = {
  'its packed refs are gone': (store) => {
    git(store, 'pack-refs', '--all');
    rmSync(join(store, 'packed-refs'));
  },
  'its packed refs are zeros': (store) => {
    git(store, 'pack-refs', '--all');
    writeFileSync(join(store, 'packed-refs'), Buffer.alloc(300));
  },
  'its packed refs are a folder': (store) => {
    git(store, 'pack-refs', '--all');
    rmSync(join(store, 'packed-refs'));
    mkdirSync(join(store, 'packed-refs'));
  },
  'the file of a ref is empty': (store, ref) => writeFileSync(join(store, ref), ''),
};

const COPIES = Object.keys(COPY_LOST).flatMap((how) =>
  Object.keys(PLACES).map((where) => [where, how] as [keyof typeof PLACES, string]),
);

test.each(everyNth(8, COPIES))(
  'work that was rescued into the private copy of %s is kept, although %s',
  async (where, how) => {
    const { on, folder, store } = await PLACES[where]();
    const own = git(folder, 'commit-tree', '-p', 'HEAD', '-m', 'Own', git(folder, 'write-tree'));
    git(folder, 'branch', 'own', own);
    await rescue(on.place());
    const rescued = () => git(store, 'for-each-ref', 'refs/runs/r1/rescue');
    const refs = rescued();
    expect(refs).toContain(own);
    COPY_LOST[how]!(store, 'refs/runs/r1/rescue/1/refs/heads/own');
    expect(await mendPrivateStore(on.place(), on.base, [])).toEqual([]);
    await on.snapshot();
    expect(rescued()).toBe(refs);
  },
);
