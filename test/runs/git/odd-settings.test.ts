import { chmodSync, copyFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryPaths } from '../../../src/runs/git/index.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { FILES, stage } from './stage.ts';

interface Row {
  /** Settings of the person's repository. */
  config?: Record<string, string>;
  files?: Record<string, string>;
  /** Changes the person's repository before its commit is read. */
  before?(user: string): void;
  act(tree: string): void;
  /** The changed files of the result, and the modes of some. */
  changed: string[];
  modes?: Record<string, string>;
  /** The content of some files in the result. */
  content?: Record<string, string>;
}

const NO_CASE = { 'core.ignorecase': 'true' };
const NO_MODES = { 'core.filemode': 'false' };
const commit = (tree: string) => git(tree, 'commit', '-qm', 'work');

/** Settings and flags of git under which files look unchanged, missing or new. */
const ROWS: Record<string, Row> = {
  'a file is renamed in letter case only, and git ignores case in the checkout': {
    config: NO_CASE,
    act: (tree) => renameSync(join(tree, 'a.txt'), join(tree, 'A.txt')),
    changed: ['R A.txt'],
  },
  'the same, with git mv': {
    config: NO_CASE,
    act: (tree) => {
      git(tree, 'mv', 'a.txt', 'A.txt');
      commit(tree);
    },
    changed: ['R A.txt'],
  },
  'a folder is renamed in letter case only, and git ignores case in the checkout': {
    config: NO_CASE,
    act: (tree) => renameSync(join(tree, 'src/deep'), join(tree, 'src/Deep')),
    changed: ['R src/Deep/c.txt'],
  },
  'a file with the same name in other letter case is new, and git ignores case in the checkout': {
    config: NO_CASE,
    act: (tree) => writeFiles(tree, { 'A.TXT': 'other\n', 'SRC/b.txt': 'other\n' }),
    changed: ['A A.TXT', 'A SRC/b.txt'],
  },
  'a mode changes, and git ignores modes in the checkout': {
    config: NO_MODES,
    act: (tree) => chmodSync(join(tree, 'a.txt'), 0o755),
    changed: ['M a.txt'],
    modes: { 'a.txt': '100755' },
  },
  'a mode is committed with its file, and git ignores modes in the checkout': {
    config: NO_MODES,
    act: (tree) => {
      chmodSync(join(tree, 'a.txt'), 0o755);
      git(tree, 'add', '-A');
      commit(tree);
      writeFileSync(join(tree, 'a.txt'), 'x\n');
    },
    changed: ['M a.txt'],
    modes: { 'a.txt': '100755' },
  },
  'a new file is executable, and git ignores modes in the checkout': {
    config: NO_MODES,
    act: (tree) => writeFileSync(join(tree, 'run.sh'), 'x\n', { mode: 0o755 }),
    changed: ['A run.sh'],
    modes: { 'run.sh': '100755' },
  },
  'a link gets another target, and git writes links as files in the checkout': {
    config: { 'core.symlinks': 'false' },
    before: (user) => symlinkSync('a.txt', join(user, 'to')),
    act: (tree) => {
      rmSync(join(tree, 'to'));
      symlinkSync('src/b.txt', join(tree, 'to'));
    },
    changed: ['M to'],
    modes: { to: '120000' },
  },
  'line ends are converted, and nothing happens to them': {
    config: { 'core.autocrlf': 'true' },
    files: { ...FILES, '.gitattributes': '*.crlf text eol=crlf\n*.id ident\n', 'x.crlf': 'a\nb\n', 'y.id': '$Id$\n' },
    act: (tree) => git(tree, 'checkout', '-q', '-f', '.'),
    changed: [],
  },
  'line ends are converted from now on': {
    act: (tree) => writeFiles(tree, { '.gitattributes': '* text=auto\n', 'new.txt': 'a\r\n' }),
    files: { ...FILES, 'dos.txt': 'a\r\nb\r\n' },
    changed: ['A .gitattributes', 'A new.txt'],
  },
  'line ends are converted, also beside a file that git can not encode': {
    act: (tree) =>
      writeFiles(tree, {
        '.gitattributes': '*.crlf text eol=crlf\n*.bad text working-tree-encoding=NOPE\n',
        'x.crlf': 'a\r\nb\r\n',
        'y.bad': 'y\n',
      }),
    changed: ['A .gitattributes', 'A x.crlf', 'A y.bad'],
    content: { 'x.crlf': 'a\nb\n', 'y.bad': 'y\n' },
  },
  'line ends of present files are converted, and committed': {
    files: { ...FILES, 'dos.txt': 'a\r\nb\r\n' },
    act: (tree) => {
      writeFiles(tree, { '.gitattributes': '* text=auto\n' });
      git(tree, 'add', '--renormalize', '.');
      git(tree, 'add', '-A');
      commit(tree);
    },
    changed: ['A .gitattributes', 'M dos.txt'],
  },
  'a file is ignored and no longer tracked, which is committed': {
    files: { ...FILES, 'dist/x.js': 'x\n', 'dist/y.js': 'y\n' },
    act: (tree) => {
      git(tree, 'rm', '-q', '--cached', 'dist/x.js');
      writeFiles(tree, { '.gitignore': '*.log\nbuild/\ndist/x.js\n' });
      git(tree, 'commit', '-qam', 'work');
    },
    changed: ['M .gitignore', 'D dist/x.js'],
  },
  'files are ignored and no longer tracked, which is staged': {
    files: { ...FILES, 'dist/x.js': 'x\n', 'dist/y.js': 'y\n' },
    act: (tree) => {
      writeFiles(tree, { '.gitignore': '*.log\nbuild/\ndist/\n', 'dist/y.js': 'edited\n' });
      git(tree, 'rm', '-rq', '--cached', '.');
      git(tree, 'add', '.');
    },
    changed: ['M .gitignore', 'D dist/x.js', 'D dist/y.js'],
  },
  'a file is no longer tracked and not ignored': {
    act: (tree) => {
      git(tree, 'rm', '-q', '--cached', 'a.txt');
      commit(tree);
    },
    changed: [],
  },
  'a file is ignored and still tracked': {
    act: (tree) => writeFiles(tree, { '.gitignore': 'a.txt\n' }),
    changed: ['M .gitignore'],
  },
  "Backlog's index is replaced by the agent's": {
    act: (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n', 'b.txt': 'x\n' });
      git(tree, 'add', '-A');
      copyFileSync(join(tree, '../repo.git/index'), join(tree, '../index'));
    },
    changed: ['M a.txt', 'A b.txt'],
  },
  'a name exists in both forms of Unicode': {
    files: { ...FILES, 'caf\u00e9.txt': 'composed\n' },
    act: (tree) => writeFiles(tree, { 'cafe\u0301.txt': 'decomposed\n' }),
    changed: ['A cafe\u0301.txt'],
  },
  'a name changes its form of Unicode only': {
    config: { 'core.precomposeunicode': 'true' },
    files: { ...FILES, 'caf\u00e9.txt': 'composed\n' },
    act: (tree) => renameSync(join(tree, 'caf\u00e9.txt'), join(tree, 'cafe\u0301.txt')),
    changed: ['R cafe\u0301.txt'],
  },
  'a sparse checkout hides folders': {
    act: (tree) => {
      git(tree, 'sparse-checkout', 'set', '--cone', 'nowhere');
      writeFileSync(join(tree, 'a.txt'), 'x\n');
    },
    changed: ['M a.txt'],
  },
  'a sparse checkout with a sparse index hides folders': {
    act: (tree) => {
      git(tree, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'nowhere');
      writeFileSync(join(tree, 'a.txt'), 'x\n');
    },
    changed: ['M a.txt'],
  },
  'a sparse checkout hides what it committed': {
    act: (tree) => {
      writeFiles(tree, { 'src/b.txt': 'x\n', 'src/new.txt': 'n\n' });
      git(tree, 'rm', '-q', 'src/deep/c.txt');
      git(tree, 'add', '-A');
      commit(tree);
      git(tree, 'sparse-checkout', 'set', '--no-cone', '/a.txt');
    },
    changed: ['M src/b.txt', 'D src/deep/c.txt', 'A src/new.txt'],
  },
  'a sparse checkout hides some files, and another one is deleted': {
    act: (tree) => {
      git(tree, 'sparse-checkout', 'set', '--cone', 'nowhere');
      rmSync(join(tree, 'a.txt'));
    },
    changed: ['D a.txt'],
  },
  'a file is only announced to the index': {
    act: (tree) => {
      writeFiles(tree, { 'kept.log': 'x\n', 'b.txt': 'x\n' });
      git(tree, 'add', '-N', '-f', 'kept.log', 'b.txt');
    },
    changed: ['A b.txt', 'A kept.log'],
  },
  'commits are replaced': {
    act: (tree) => {
      writeFiles(tree, { 'b.txt': 'x\n' });
      git(tree, 'add', '-A');
      commit(tree);
      const lone = git(tree, 'commit-tree', '-m', 'Lone', git(tree, 'rev-parse', 'HEAD~1^{tree}'));
      git(tree, 'replace', 'HEAD', lone);
    },
    changed: ['A b.txt'],
  },
  'commits have grafted parents': {
    act: (tree) => {
      writeFiles(tree, { 'b.txt': 'x\n' });
      git(tree, 'add', '-A');
      commit(tree);
      writeFiles(join(tree, '../repo.git'), {
        'info/grafts': `${git(tree, 'rev-parse', 'HEAD')}\n`,
        shallow: `${git(tree, 'rev-parse', 'HEAD')}\n`,
      });
    },
    changed: ['A b.txt'],
  },
};

test.each(everyNth(8, Object.entries(ROWS)))(
  '%s',
  async (_, { config = {}, files, before, act, changed, modes = {}, content = {} }) => {
    const on = stage(files ? { files } : {});
    for (const [name, value] of Object.entries(config)) git(on.user, 'config', name, value);
    if (before) {
      git(on.user, 'config', '--unset-all', 'core.symlinks');
      before(on.user);
      git(on.user, 'add', '-A');
      git(on.user, 'commit', '-qm', 'before');
      for (const [name, value] of Object.entries(config)) git(on.user, 'config', name, value);
    }
    await untouched(on.user, async () => {
      const tree = await on.start();
      act(tree);
      const snapshot = await on.snapshot();
      expect(snapshot.changed.map(({ status, path }) => `${status} ${path}`)).toEqual(changed);
      const { store } = repositoryPaths(on);
      for (const [path, mode] of Object.entries(modes))
        expect(git(store, 'ls-tree', snapshot.commit, '--', path)).toMatch(mode);
      for (const [path, text] of Object.entries(content))
        expect(`${git(store, 'cat-file', 'blob', `${snapshot.commit}:${path}`)}\n`).toBe(text);
      expect(await on.snapshot()).toMatchObject({ commit: snapshot.commit });
    });
  },
);
