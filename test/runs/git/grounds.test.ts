import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkPersonGround } from '../../../src/runs/ground/person-ground.ts';
import { topOf } from '../../../src/work/workspace/repositories.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { unless } from '../../support/needs.ts';
import { useNewestGit, WITHOUT_NEWEST_GIT } from '../../support/newest-git.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { runByShell } from '../../support/shell.ts';
import { FILES, landRun, newRepository, repositoryAt, stage } from './stage.ts';

interface Made {
  /** Where git answers before a refusal is mended: empty if nowhere. Default: the first checkout. */
  at?: string;
  /** The folder of the caller. */
  user: string;
  /** Checkouts of `main` when the run lands. */
  checkouts: string[];
  /** The refusal at the start, with the line that ends it; absent if the run starts at once. */
  refused?: RegExp;
  /** The folder to put into the line. */
  named?: string;
}

type Format = readonly string[];

/** A history of three commits to clone from. */
function origin(root: string, format: Format): string {
  const folder = newRepository(join(root, 'origin'), { ...FILES, 'lib/deep/far.txt': 'far\n' }, [...format]);
  for (const n of [1, 2]) {
    writeFiles(folder, { 'a.txt': `version ${n}\n` });
    git(folder, 'commit', '-qam', `more ${n}`);
  }
  git(folder, 'config', 'uploadpack.allowFilter', 'true');
  git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return folder;
}

function cloned(root: string, format: Format, ...words: string[]): string {
  git(root, 'clone', '-q', ...words, `file://${origin(root, format)}`, 'user');
  return join(root, 'user');
}

/** Kinds of clones. Each makes a checkout of `main`. */
const CLONES: Record<string, (root: string, format: Format) => string> = {
  'a new repository': (root, format) => newRepository(join(root, 'user'), FILES, [...format]),
  'a clone': (root, format) => cloned(root, format),
  'a shallow clone': (root, format) => cloned(root, format, '--depth=1'),
  'a partial clone': (root, format) => cloned(root, format, '--filter=blob:none'),
  'a treeless clone': (root, format) => cloned(root, format, '--filter=tree:0'),
  'a sparse clone': (root, format) => cloned(root, format, '--sparse'),
  'a partial, sparse, shallow clone': (root, format) =>
    cloned(root, format, '--filter=blob:none', '--sparse', '--depth=1'),
  'a clone with borrowed objects': (root, format) => {
    git(root, 'clone', '-q', '--shared', origin(root, format), 'user');
    return join(root, 'user');
  },
  'a bare clone with a worktree': (root, format) => {
    const bare = cloned(root, format, '--bare');
    git(bare, 'worktree', 'add', '-q', join(root, 'tree'), 'main');
    return join(root, 'tree');
  },
  'a git folder apart': (root, format) => cloned(root, format, `--separate-git-dir=${join(root, 'apart')}`),
};

/** Kinds of worktrees, made of a checkout of `main`. */
const WORKTREES: Record<string, (root: string, user: string) => Made> = {
  'the checkout itself': (_, user) => ({ user, checkouts: [user] }),
  'a linked worktree': (root, user) => {
    const linked = linkedTo(root, user);
    return { user: linked, checkouts: [linked] };
  },
  'a linked worktree, called from another one': (root, user) => ({ user, checkouts: [linkedTo(root, user)] }),
  'a moved worktree': (root, user) => {
    renameSync(linkedTo(root, user), join(root, 'moved'));
    const moved = join(root, 'moved');
    const refused = /lists \S*linked with branch main, .*`(git \S+ worktree repair NEW-FOLDER)`/s;
    return { user: moved, checkouts: [moved], refused, named: moved };
  },
  'a moved and repaired worktree': (root, user) => {
    const moved = join(root, 'moved');
    renameSync(linkedTo(root, user), moved);
    git(moved, 'worktree', 'repair');
    return { user: moved, checkouts: [moved] };
  },
  'a locked worktree': (root, user) => {
    const linked = linkedTo(root, user);
    git(user, 'worktree', 'lock', linked);
    return { user: linked, checkouts: [linked] };
  },
  'a locked worktree on a disk that is away': (root, user) => {
    const linked = linkedTo(root, user);
    git(user, 'worktree', 'lock', '--reason', 'on a stick', linked);
    rmSync(linked, { recursive: true });
    return { user, checkouts: [], refused: /\(on a stick\).*`(git .* worktree unlock .* prune)`/s };
  },
  'a deleted worktree': (root, user) => {
    rmSync(linkedTo(root, user), { recursive: true });
    return { user, checkouts: [], refused: /lists \S*linked with branch main, .*`(git \S+ worktree prune)`/s };
  },
  'a pruned worktree': (root, user) => {
    rmSync(linkedTo(root, user), { recursive: true });
    git(user, 'worktree', 'prune');
    return { user, checkouts: [] };
  },
  'a detached checkout': (_, user) => {
    git(user, 'checkout', '-q', '--detach');
    return { user, checkouts: [] };
  },
  'two worktrees on the target': (root, user) => {
    git(user, 'worktree', 'add', '-q', '-f', join(root, 'second'), 'main');
    return { user, checkouts: [user], refused: /two worktrees: .*`(git .* switch --detach)`/s };
  },
  'the main checkout, called from a linked one': (root, user) => {
    const linked = join(root, 'linked');
    git(user, 'worktree', 'add', '-q', '-b', 'elsewhere', linked);
    const isApart = existsSync(join(root, 'apart'));
    const refused = /no record of the folder with its files.*`(git .* config core.worktree FOLDER)`/s;
    return { user: linked, checkouts: [user], ...(isApart ? { refused, named: user } : {}) };
  },
  'a checkout with a sparse and a split index': (_, user) => {
    git(user, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'src');
    git(user, 'config', 'core.splitIndex', 'true');
    const refused = /can't read the index of .* split index.*`(git \S+ \S+ config core.splitIndex false)`/s;
    return { user, at: '', checkouts: [user], refused };
  },
  'a folder of core.worktree without .git': (root, user) => {
    const tree = join(root, 'tree');
    const common = git(user, 'rev-parse', '--path-format=absolute', '--git-common-dir');
    if (git(common, 'config', 'core.bare') === 'true') return { user, checkouts: [user] };
    cpSync(user, tree, { recursive: true, filter: (path) => path !== join(user, '.git') });
    git(common, 'config', 'core.worktree', tree);
    return {
      user,
      at: user,
      checkouts: [tree],
      refused: /core\.worktree names that folder.*`(echo .* > \S*tree\/\.git)`/s,
    };
  },
  'a submodule': (root, user) => {
    const format = git(user, 'rev-parse', '--show-object-format');
    const outer = newRepository(join(root, 'outer'), { 'x.txt': 'x\n' }, [`--object-format=${format}`]);
    git(outer, 'submodule', '--quiet', 'add', user, 'inner');
    return { user: join(outer, 'inner'), checkouts: [join(outer, 'inner')] };
  },
};

function linkedTo(root: string, user: string): string {
  git(user, 'switch', '-qc', 'elsewhere');
  git(user, 'worktree', 'add', '-q', join(root, 'linked'), 'main');
  return join(root, 'linked');
}

/** What else a checkout can have. */
const EXTRAS: Record<string, (root: string, folder: string) => void> = {
  nothing: () => undefined,
  'a split index': (_, folder) => {
    git(folder, 'config', 'core.splitIndex', 'true');
    git(folder, 'update-index', '--split-index');
  },
  'an untracked cache': (_, folder) => {
    git(folder, 'config', 'core.untrackedCache', 'true');
    git(folder, 'update-index', '--force-untracked-cache');
    git(folder, 'status');
  },
  fsmonitor: (root, folder) => {
    program(join(root, 'watch.sh'), 'printf "token\\0/\\0"');
    git(folder, 'config', 'core.fsmonitor', join(root, 'watch.sh'));
    git(folder, 'update-index', '--fsmonitor');
    git(folder, 'status');
  },
  'a clean filter': (_, folder) => {
    git(folder, 'config', 'filter.upper.clean', 'tr a-z A-Z');
    git(folder, 'config', 'filter.upper.smudge', 'tr A-Z a-z');
  },
  hooks: (_, folder) => {
    const hooks = git(folder, 'rev-parse', '--path-format=absolute', '--git-path', 'hooks');
    mkdirSync(hooks, { recursive: true });
    const names = ['reference-transaction', 'post-checkout', 'post-index-change', 'pre-commit', 'post-merge'];
    for (const name of names) program(join(hooks, name), 'exit 1');
  },
  'config of the worktree': (_, folder) => {
    const common = git(folder, 'rev-parse', '--path-format=absolute', '--git-common-dir');
    const isBare = git(common, 'config', 'core.bare') === 'true';
    git(folder, 'config', 'extensions.worktreeConfig', 'true');
    if (isBare)
      git(common, 'config', '--worktree', 'core.bare', 'true') + git(common, 'config', '--unset', 'core.bare');
    git(folder, 'config', '--worktree', 'core.autocrlf', 'input');
  },
};

/** A person whose hooks refuse each reference types a line of git without them. */
const WITHOUT_HOOKS = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/dev/null' };

function program(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

const GITS = [
  ['the git of this system', () => undefined, {}],
  ['the newest git', useNewestGit, unless(WITHOUT_NEWEST_GIT)],
] as const;
const REFS: Record<string, string> = { files: 'files', 'a reftable': 'reftable' };
const HASHES: Record<string, Format> = { sha1: [], sha256: ['--object-format=sha256'] };

interface Row {
  refs: string;
  hash: string;
  clone: string;
  tree: string;
  extra: string;
}

/** All combinations of references, hashes, clones and worktrees; what else a checkout has takes turns. */
function rows(refs: readonly string[]): Row[] {
  const extras = Object.keys(EXTRAS);
  let n = 0;
  const all: Row[] = [];
  // Git itself can't clone a partial clone as a submodule.
  for (const ref of refs)
    for (const hash of Object.keys(HASHES))
      for (const clone of Object.keys(CLONES))
        for (const tree of Object.keys(WORKTREES))
          if (tree !== 'a submodule' || !/partial|treeless/.test(clone))
            all.push({ refs: ref, hash, clone, tree, extra: extras[n++ % extras.length]! });
  return all;
}

/** The rows of `npm test`: the ones that were wrong once. */
function isWatched({ refs, hash, clone, tree }: Row): boolean {
  if (hash === 'sha256' || refs !== 'files')
    return hash === 'sha256' && refs !== 'files' && clone === 'a clone' && tree === 'the checkout itself';
  return clone === 'a partial, sparse, shallow clone'
    ? tree === 'the checkout itself'
    : clone === 'a new repository' && /^a (moved|deleted) worktree$|core\.worktree|split index/.test(tree);
}

/** Makes a ground, and lands a run on it: or it is refused by name before the run. */
async function play({ refs, hash, clone, tree, extra }: Row): Promise<void> {
  const root = tempFolder('ground');
  vi.stubEnv('GIT_DEFAULT_REF_FORMAT', REFS[refs]);
  onTestFinished(() => void vi.unstubAllEnvs());
  const checkout = CLONES[clone]!(root, HASHES[hash]!);
  const { user, checkouts, at = checkouts[0], refused, named = '' } = WORKTREES[tree]!(root, checkout);
  if (at !== '') EXTRAS[extra]!(root, at ?? checkout);
  const on = stage({ make: () => user });
  const { common } = repositoryAt(user);
  on.repository.folder = topOf({ common: common!, root: user });
  const ground = checkPersonGround(on.repository, 'refs/heads/main');
  if (refused) {
    const error = await ground.then(
      () => expect.fail('it was not refused'),
      (said: Error & { hint?: string }) => said,
    );
    const said = `${error.message}\n${error.hint}`;
    expect(said).toMatch(refused);
    const line = refused.exec(said)![1]!.replace(/NEW-FOLDER|FOLDER/, named);
    runByShell(['sh', '-c', line], { cwd: root, env: { ...process.env, ...WITHOUT_HOOKS } });
    await checkPersonGround(on.repository, 'refs/heads/main');
  } else await ground;
  on.base = git(user, 'rev-parse', 'main');
  writeFiles(await on.start('r1', 'main'), { 'a.txt': 'by the run\n', 'added/new.txt': 'new\n', 'src/b.txt': 'b2\n' });
  const landed = await landRun(on, 'r1', 'main');
  expect(landed).toMatchObject({ landed: true });
  expect('unproved' in landed).toBe(false);
  const tip = git(user, 'rev-parse', 'main');
  expect(git(user, 'show', `${tip}:a.txt`)).toBe('by the run');
  for (const folder of checkouts) {
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(tip);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('by the run\n');
    expect(existsSync(join(folder, 'added/new.txt'))).toBe(!git(folder, 'config', '--default=', 'core.sparseCheckout'));
  }
}

describe.each(GITS)('%s', (name, use, options) => {
  const refs = name === 'the newest git' ? Object.keys(REFS) : ['files'];
  const all = rows(refs);
  test.each((IS_SOAK ? all : all.filter(isWatched)).map((row) => [...Object.values(row), row] as const))(
    '%s, %s, %s, %s, with %s: the run lands and the checkout has it, at once or after the line of a refusal',
    options,
    async (...words) => {
      use();
      await play(words.at(-1) as Row);
    },
  );
});
