import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HistoryLost, repositoryPaths, restoreFiles, runPaths } from '../../../src/runs/git/index.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { newRepository, type Stage, stage } from './stage.ts';

/** What an agent does in its worktree, and what its result has then: the changed files. */
const WORK: Record<string, [act: (tree: string, on: Stage) => void, changed: string[]]> = {
  nothing: [() => undefined, []],
  'edits, adds and deletes files': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n', 'n/e/w.txt': 'x\n' });
      rmSync(join(tree, 'src/b.txt'));
    },
    ['M a.txt', 'A n/e/w.txt', 'D src/b.txt'],
  ],
  commits: [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
    },
    ['M a.txt'],
  ],
  'commits, amends, edits further': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
      writeFiles(tree, { 'a.txt': 'y\n' });
      git(tree, 'commit', '-qa', '--amend', '-m', 'better');
      writeFiles(tree, { 'b.txt': 'y\n' });
    },
    ['M a.txt', 'A b.txt'],
  ],
  'switches to a branch of its own': [
    (tree) => {
      git(tree, 'switch', '-qc', 'other');
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
    },
    ['M a.txt'],
  ],
  'detaches HEAD': [
    (tree) => {
      git(tree, 'checkout', '-q', '--detach');
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
    },
    ['M a.txt'],
  ],
  'merges branches of its own': [
    (tree) => {
      git(tree, 'switch', '-qc', 'other');
      writeFiles(tree, { 'x.txt': 'x\n' });
      git(tree, 'add', '.');
      git(tree, 'commit', '-qm', 'x');
      git(tree, 'switch', '-q', '-');
      git(tree, 'merge', '-q', '--no-ff', '-m', 'merge', 'other');
    },
    ['A x.txt'],
  ],
  'leaves a merge with conflicts': [
    (tree) => {
      git(tree, 'switch', '-qc', 'other');
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'x');
      git(tree, 'switch', '-q', '-');
      writeFiles(tree, { 'a.txt': 'y\n' });
      git(tree, 'commit', '-qam', 'y');
      expect(() => git(tree, 'merge', '-q', 'other')).toThrow();
    },
    ['M a.txt'],
  ],
  'renames a file': [(tree) => git(tree, 'mv', 'a.txt', 'z.txt'), ['R z.txt']],
  'collects garbage': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
      git(tree, 'reflog', 'expire', '--expire=now', '--all');
      git(tree, 'gc', '-q', '--prune=now', '--aggressive');
      git(tree, 'pack-refs', '--all');
    },
    ['M a.txt'],
  ],
  'deletes the file .git': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      rmSync(join(tree, '.git'));
    },
    ['M a.txt'],
  ],
  // Git reads it as the name of the branch, and wrote it so with core.preferSymlinkRefs.
  'makes its HEAD a link to its branch': [
    (tree, on) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
      const head = join(runPaths(on.place()).repo, 'HEAD');
      const branch = git(tree, 'symbolic-ref', 'HEAD');
      rmSync(head);
      symlinkSync(branch, head);
    },
    ['M a.txt'],
  ],
  'hides edits from its index': [
    (tree) => {
      git(tree, 'update-index', '--assume-unchanged', 'a.txt');
      git(tree, 'update-index', '--skip-worktree', 'src/b.txt');
      writeFiles(tree, { 'a.txt': 'x\n', 'src/b.txt': 'x\n' });
    },
    ['M a.txt', 'M src/b.txt'],
  ],
  'destroys its index': [
    (tree, on) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      writeFileSync(join(runPaths(on.place()).repo, 'index'), 'nonsense');
      writeFileSync(join(runPaths(on.place()).repo, 'index.lock'), '');
    },
    ['M a.txt'],
  ],
  'destroys our index': [
    (tree, on) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      writeFileSync(runPaths(on.place()).index, 'nonsense');
    },
    ['M a.txt'],
  ],
  'deletes our index and what else is beside its worktree': [
    (tree, on) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      const { index, prepared } = runPaths(on.place());
      for (const file of [index, prepared]) rmSync(file);
    },
    ['M a.txt'],
  ],
  'writes a configuration that no git reads': [
    (tree, on) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'commit', '-qam', 'work');
      appendFileSync(
        join(runPaths(on.place()).repo, 'config'),
        '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tnope = 1\n[broken',
      );
    },
    ['M a.txt'],
  ],
  'makes a file executable, and a link of another': [
    (tree) => {
      chmodSync(join(tree, 'a.txt'), 0o755);
      rmSync(join(tree, 'src/b.txt'));
      symlinkSync('/etc/hostname', join(tree, 'src/b.txt'));
    },
    ['M a.txt', 'T src/b.txt'],
  ],
  'puts a link in the place of a folder': [
    (tree) => {
      rmSync(join(tree, 'src'), { recursive: true });
      mkdirSync(join(tree, '../outside/deep'), { recursive: true });
      writeFiles(join(tree, '../outside'), { 'b.txt': 'secret\n', 'deep/c.txt': 'c\n', 'more.txt': 'secret\n' });
      symlinkSync('../outside', join(tree, 'src'));
    },
    ['A src', 'D src/b.txt', 'D src/deep/c.txt'],
  ],
  'puts a folder in the place of a file, and a file in that of a folder': [
    (tree) => {
      rmSync(join(tree, 'a.txt'));
      rmSync(join(tree, 'src/deep'), { recursive: true });
      writeFiles(tree, { 'a.txt/inner.txt': 'x\n', 'src/deep': 'x\n' });
    },
    ['D a.txt', 'A a.txt/inner.txt', 'A src/deep', 'D src/deep/c.txt'],
  ],
  'puts a pipe in the place of a file, and one beside it': [
    (tree) => {
      rmSync(join(tree, 'a.txt'));
      execFileSync('mkfifo', [join(tree, 'a.txt'), join(tree, 'pipe')]);
    },
    ['D a.txt'],
  ],
  'keeps the time and length of an edited file': [
    (tree) => {
      execFileSync(
        'bash',
        ['-c', 'touch -r a.txt t && printf "ONE\\nTWO\\nTHREE\\n" >a.txt && touch -r t a.txt && rm t'],
        { cwd: tree },
      );
    },
    ['M a.txt'],
  ],
  'names an encoding that there is not, and a filter that is required': [
    (tree) =>
      writeFiles(tree, {
        '.gitattributes': '*.txt working-tree-encoding=UTF-99\n*.md filter=none\n',
        'a.txt': 'x\n',
        'b.md': 'x\n',
      }),
    ['A .gitattributes', 'M a.txt', 'A b.md'],
  ],
  'ignores everything': [
    (tree) => writeFiles(tree, { '.gitignore': '*\n', 'new.txt': 'x\n', 'a.txt': 'x\n' }),
    ['M .gitignore', 'M a.txt'],
  ],
  'makes files whose names git takes nowhere': [
    (tree) => writeFiles(tree, { '.GIT/config': 'x\n', 'ok.txt': 'x\n' }),
    ['A ok.txt'],
  ],
};

test.each(everyNth(10, Object.entries(WORK)))('an agent that does this: %s', async (_, [act, changed]) => {
  const on = stage();
  await untouched(on.user, async () => {
    const tree = await on.start();
    act(tree, on);
    const snapshot = await on.snapshot();
    expect(snapshot.changed.map(({ status, path }) => `${status} ${path}`)).toEqual(changed);
    expect(snapshot.empty).toBe(changed.length === 0);
    git(repositoryPaths(on).store, 'merge-base', '--is-ancestor', on.base, snapshot.commit);
    const again = await on.snapshot();
    expect([again.tree, again.commit]).toEqual([snapshot.tree, snapshot.commit]);
  });
});

test('names are kept as they are, whatever they are', async () => {
  const on = stage();
  const tree = await on.start();
  const names = [
    'new\nline',
    '-rf',
    ':(top)x',
    '"quoted"',
    'tab\there',
    'back\\slash',
    ' space ',
    'ünïcode',
    '$(touch x)',
    '*',
    'a\x1b[31mred',
  ];
  for (const name of names) writeFileSync(join(tree, name), name);
  writeFileSync(Buffer.from(`${tree}/bad-\xff\xfe`, 'latin1'), 'bytes');
  const { changed, commit } = await on.snapshot();
  expect(changed.map(({ path }) => path).sort()).toEqual(
    [...names.map((name) => (name.startsWith('"') ? '"\\"quoted\\""' : name)), '"bad-\\377\\376"'].sort(),
  );
  const folder = join(on.user, '../restored');
  await restoreFiles(on, commit, folder);
  rmSync(join(tree, '.git'));
  execFileSync('diff', ['-r', '--no-dereference', tree, folder]);
});

test('what is changed with the times of before is seen; what is changed back is no change', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'ONE\ntwo\nthree\n' });
  execFileSync('bash', ['-c', 'touch -r b.txt ../../t && printf "B\\n" >b.txt && touch -r ../../t b.txt'], {
    cwd: join(tree, 'src'),
  });
  const { changed } = await on.snapshot();
  expect(changed.map(({ path }) => path)).toEqual(['a.txt', 'src/b.txt']);
  writeFiles(tree, { 'a.txt': 'one\ntwo\nthree\n', 'src/b.txt': 'b\n' });
  expect(await on.snapshot()).toMatchObject({ empty: true, commit: on.base });
});

test('what is written in the second of the preparation is seen, of the same size and with the times of before, too; what is only touched is no change', async () => {
  const on = stage();
  const tree = await on.start();
  const again = 'touch -r a.txt ../t && printf "ONE\\ntwo\\nthree\\n" >a.txt && touch -r ../t a.txt && touch src/b.txt';
  execFileSync('bash', ['-c', again], { cwd: tree });
  const { changed } = await on.snapshot();
  expect(changed.map(({ path }) => path)).toEqual(['a.txt']);
});

test('what `.GIT` hides is told', async () => {
  const on = stage();
  writeFiles(await on.start(), { '.GIT/config': 'x' });
  expect((await on.snapshot()).refused).toEqual(['.GIT/config']);
});

/** Plants everything that could make a git of ours start a program, in every place; each leaves a file when it ran. */
function plant(tree: string, repo: string, mark: string): void {
  const run = (what: string) => `sh -c 'echo ${what} >>${mark}; cat'`;
  const config = [
    ['core.fsmonitor', run('fsmonitor')],
    ['core.hooksPath', join(tree, 'hooks')],
    ['core.sshCommand', run('ssh')],
    ['core.pager', run('pager')],
    ['diff.external', run('external')],
    ['diff.evil.command', run('diff')],
    ['diff.evil.textconv', run('textconv')],
    ['filter.evil.clean', run('clean')],
    ['filter.evil.smudge', run('smudge')],
    ['filter.evil.process', run('process')],
    ['merge.evil.driver', run('merge')],
    ['uploadpack.packObjectsHook', run('upload')],
    ['gpg.program', run('gpg')],
    ['commit.gpgSign', 'true'],
    ['core.alternateRefsCommand', run('alternates')],
    ['core.attributesFile', join(tree, '.gitattributes')],
  ];
  for (const [key, value] of config) git(tree, 'config', key!, value!);
  for (const folder of [join(tree, 'hooks'), join(repo, 'hooks')]) {
    for (const hook of [
      'reference-transaction',
      'post-checkout',
      'post-index-change',
      'pre-commit',
      'post-commit',
      'update',
      'post-merge',
    ]) {
      writeFiles(folder, { [hook]: `#!/bin/sh\necho ${hook} >>${mark}\n` });
      chmodSync(join(folder, hook), 0o755);
    }
  }
  writeFiles(repo, { 'info/attributes': '* filter=evil diff=evil merge=evil\n' });
}

test('nothing that an agent plants is run: config, hooks, filters, drivers, fsmonitor, nested repositories', async () => {
  const on = stage({ files: { 'a.txt': 'one\n', '.gitattributes': '*.txt filter=evil diff=evil merge=evil\n' } });
  const inner = newRepository(join(on.user, '../inner'), { 'in.txt': 'x\n' });
  for (const name of ['sub', 'filled']) git(on.user, 'submodule', '--quiet', 'add', inner, name);
  git(on.user, 'commit', '-qm', 'submodule');
  const mark = join(on.user, '../mark');
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'two\n', 'b.txt': 'new\n', 'c.md': 'x' });
  git(tree, 'add', '.');
  git(tree, 'commit', '-qm', 'work');
  writeFiles(tree, { 'a.txt': 'three\n' });
  for (const name of ['nested', 'sub']) {
    rmSync(join(tree, name), { recursive: true, force: true });
    const nested = newRepository(join(tree, name), { 'n.txt': 'n\n', '.gitattributes': '* filter=evil\n' });
    plant(nested, join(nested, '.git'), mark);
    writeFiles(nested, { 'n.txt': 'changed\n' });
  }
  writeFiles(tree, { 'filled/in.txt': 'changed\n', 'filled/.gitattributes': '* filter=evil diff=evil\n' });
  plant(join(tree, 'filled'), join(runPaths(on.place()).repo, 'modules/filled'), mark);
  git(tree, 'config', '-f', '.gitmodules', 'submodule.filled.ignore', 'all');
  plant(tree, runPaths(on.place()).repo, mark);
  rmSync(mark, { force: true });
  await untouched(on.user, async () => {
    const snapshot = await on.snapshot();
    expect(snapshot.nested).toEqual(['nested/']);
    expect(snapshot.changed.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['a.txt', 'b.txt', 'c.md', 'filled', 'hooks/pre-commit', 'sub']),
    );
    const { diffText, mergeResults, rescue, cleanRun } = await import('../../../src/runs/git/index.ts');
    await diffText(on, { from: on.base, to: snapshot.commit });
    const target = git(on.user, 'rev-parse', 'main');
    const result = { id: 'r1', base: target, commit: snapshot.commit, message: 'm', approved: snapshot.changed };
    const merged = await mergeResults(on, { target, how: 'merge', results: [result] });
    expect(merged.ok).toBe(true);
    await on.scratch(snapshot.commit);
    await rescue(on.place());
    expect(existsSync(mark) ? readFileSync(mark, 'utf8') : 'nothing ran').toBe('nothing ran');
    git(tree, 'status');
    expect(readFileSync(mark, 'utf8'), 'a plain call runs it').not.toBe('');
    rmSync(mark);
    await cleanRun(on.place(), { done: true, force: true });
  });
  expect(existsSync(mark) ? readFileSync(mark, 'utf8') : 'nothing ran').toBe('nothing ran');
});

/** Ways to leave the base. */
const LOSSES: Record<string, [act: (tree: string, on: Stage) => void, lost: string]> = {
  'resets behind the base': [(tree) => git(tree, 'reset', '-q', '--hard', 'HEAD~1'), 'not-descended'],
  'starts an orphan branch': [(tree) => git(tree, 'switch', '-q', '--orphan', 'fresh'), 'no-commit'],
  'commits on an orphan branch': [
    (tree) => {
      git(tree, 'checkout', '-q', '--orphan', 'fresh');
      git(tree, 'commit', '-qm', 'fresh');
    },
    'not-descended',
  ],
  'replaces .git by a repository': [
    (tree) => {
      rmSync(join(tree, '.git'));
      git(tree, 'init', '-q');
      git(tree, 'add', '.');
      git(tree, 'commit', '-qm', 'mine');
    },
    'replaced',
  ],
  'deletes its git folder': [(_, on) => rmSync(runPaths(on.place()).repo, { recursive: true }), 'damaged'],
  'destroys HEAD': [(_, on) => writeFileSync(join(runPaths(on.place()).repo, 'HEAD'), 'nonsense'), 'damaged'],
  'destroys its objects': [
    (tree, on) => {
      git(tree, 'commit', '-q', '--allow-empty', '-m', 'x');
      rmSync(join(runPaths(on.place()).repo, 'objects'), { recursive: true });
    },
    'damaged',
  ],
  'deletes its worktree': [(tree) => rmSync(tree, { recursive: true }), 'no-tree'],
  // From a log, the branch would come back.
  'deletes its branch and the log of it': [
    (_, on) => {
      for (const name of ['refs/heads', 'logs/refs/heads'])
        rmSync(join(runPaths(on.place()).repo, name), { recursive: true });
    },
    'no-commit',
  ],
};

test.each(everyNth(9, Object.entries(LOSSES)))(
  'an agent that %s has no result; what was there is rescued first',
  async (_, [act, lost]) => {
    const on = stage();
    writeFiles(on.user, { 'second.txt': '2\n' });
    git(on.user, 'add', '.');
    git(on.user, 'commit', '-qm', 'second');
    await untouched(on.user, async () => {
      const tree = await on.start();
      act(tree, on);
      if (existsSync(tree)) writeFiles(tree, { 'work.txt': 'work\n', 'kept.log': 'ignored\n' });
      const error = await on.snapshot().catch((thrown) => thrown);
      expect(error).toBeInstanceOf(HistoryLost);
      expect(error).toMatchObject({
        code: 'conflict',
        lost,
        rescued: { n: 1, lost: lost === 'damaged' ? expect.anything() : [] },
      });
      if (!existsSync(tree)) return;
      const folder = join(on.user, '../restored');
      await restoreFiles(on, `refs/runs/r1/rescue/1/files`, folder);
      if (lost === 'replaced') renameSync(join(folder, 'saved.git'), join(folder, '.git'));
      else rmSync(join(tree, '.git'));
      // Folders without a file are not kept, as .git/refs/tags.
      execFileSync('find', [tree, '-type', 'd', '-empty', '-delete']);
      execFileSync('diff', ['-r', tree, folder]);
    });
  },
);
