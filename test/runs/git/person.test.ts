import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { personEnvironment } from '../../../src/runs/git/call/environment.ts';
import { undoneBy } from '../../../src/runs/git/history/reverted.ts';
import {
  checkGit,
  checkoutChange,
  checkoutMark,
  commitsNotIn,
  commitsSaying,
  isAncestor,
  isBefore,
  revertsOf,
} from '../../../src/runs/git/index.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { stage } from './stage.ts';

test('git that is missing, old or not git at all is refused with what to install', async () => {
  const folder = tempFolder('git');
  const path = process.env.PATH ?? '';
  await checkGit();
  await expect(checkGit({ PATH: folder })).rejects.toMatchObject({
    code: 'git',
    message: 'git is not installed, or not in PATH',
  });
  for (const [says, message] of [
    ['git version 2.37.4', 'runs need git 2.38 or newer, but this is git 2.37'],
    ['git version 1.9.1', 'runs need git 2.38 or newer, but this is git 1.9'],
    ['hello', '`git --version` printed no version: "hello"'],
  ] as const) {
    writeFiles(folder, { git: `#!/bin/sh\necho ${says}\n` });
    chmodSync(join(folder, 'git'), 0o755);
    await expect(checkGit({ PATH: `${folder}:${path}` })).rejects.toMatchObject({ code: 'git', message });
  }
  for (const says of ['git version 2.38.0', 'git version 3.0.1', 'git version 2.45.0 (Apple Git-1)']) {
    writeFiles(folder, { git: `#!/bin/sh\necho "${says}"\n` });
    await checkGit({ PATH: `${folder}:${path}` });
  }
});

test('variables of a surrounding git do not say which repository is meant', () => {
  const env = personEnvironment({
    GIT_DIR: '/x',
    GIT_INDEX_FILE: '/y',
    GIT_WORK_TREE: '/z',
    GIT_QUARANTINE_PATH: '/q',
    GIT_AUTHOR_NAME: 'A',
    GIT_CONFIG_GLOBAL: '/g',
    HOME: '/h',
  });
  expect(env).toMatchObject({ GIT_AUTHOR_NAME: 'A', GIT_CONFIG_GLOBAL: '/g', HOME: '/h' });
  expect(Object.keys(env).filter((name) => /DIR|INDEX|TREE|QUARANTINE/.test(name))).toEqual([]);
});

test('reverts are found, those of reverts too; what a rewind took away is gone', async () => {
  const on = stage();
  const commit = (text: string) => {
    writeFiles(on.user, { [`${text}.txt`]: text });
    git(on.user, 'add', '-A');
    git(on.user, 'commit', '-qm', text);
    return git(on.user, 'rev-parse', 'HEAD');
  };
  const revert = (id: string) => {
    git(on.user, 'revert', '--no-edit', id);
    return git(on.user, 'rev-parse', 'HEAD');
  };
  const [kept, undone, redone, rewound] = ['kept', 'undone', 'redone', 'rewound'].map(commit) as [
    string,
    string,
    string,
    string,
  ];
  git(on.user, 'reset', '-q', '--hard', 'HEAD~1');
  const by = revert(undone);
  revert(revert(redone));
  const main = 'refs/heads/main';
  expect(await revertsOf(on.repository, main, [kept, undone, redone])).toEqual(new Map([[undone, by]]));
  expect(await revertsOf(on.repository, main, [undone], by)).toEqual(new Map());
  expect(await commitsNotIn(on.repository, main, [kept, undone, redone, rewound])).toEqual(new Set([rewound]));
  expect(await isBefore(on.repository, main, rewound)).toBe(false);
  git(on.user, 'reset', '-q', '--hard', redone);
  expect(await isBefore(on.repository, main, rewound)).toBe(true);
  expect(await isAncestor(on.repository, kept, 'refs/heads/main')).toBe(true);
  expect(await isAncestor(on.repository, rewound, 'refs/heads/main')).toBe(false);
  expect(await isAncestor(on.repository, '1'.repeat(40), 'refs/heads/main')).toBe(false);
});

test('reverts are found in a history of signed commits, where the person has git show signatures', async () => {
  const on = stage();
  const signer = join(on.user, '..', 'signer');
  const signs =
    'echo "[GNUPG:] SIG_CREATED " >&2; printf -- "-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n"';
  writeFileSync(
    signer,
    `#!/bin/sh\ncat >/dev/null\ncase "$*" in *--verify*) echo "gpg: Good signature" >&2 ;; *) ${signs} ;; esac\n`,
    {
      mode: 0o755,
    },
  );
  for (const [name, value] of [
    ['gpg.program', signer],
    ['commit.gpgSign', 'true'],
    ['log.showSignature', 'true'],
  ] as const)
    git(on.user, 'config', name, value);
  writeFiles(on.user, { 'kept.txt': 'kept' });
  git(on.user, 'add', '-A');
  git(on.user, 'commit', '-qm', 'kept');
  const commit = git(on.user, 'rev-parse', 'HEAD');
  git(on.user, 'revert', '--no-edit', commit);
  const by = git(on.user, 'rev-parse', 'HEAD');
  expect(await revertsOf(on.repository, 'refs/heads/main', [commit])).toEqual(new Map([[commit, by]]));
  expect(await commitsSaying(on.repository, 'refs/heads/main', [['kept', 'reverts commit']])).toEqual([by]);
});

test('a revert of a revert of a revert undoes again', () => {
  const says = (commit: string, of: string) => ({ commit, message: `Revert\n\nThis reverts commit ${of}.` });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((one) => one.repeat(40)) as [string, string, string, string];
  expect(undoneBy([says(c, b), says(b, a)])(a)).toBe(undefined);
  expect(undoneBy([says(d, c), says(c, b), says(b, a)])(a)).toBe(b);
  expect(undoneBy([says(b, a.slice(0, 8))])(a)).toBe(b);
});

const WRITES: Record<string, [act: (folder: string) => void, change: object | undefined]> = {
  nothing: [() => undefined, undefined],
  'a read': [(folder) => git(folder, 'log'), undefined],
  'an edit': [
    (folder) => writeFiles(folder, { 'a.txt': 'x' }),
    { files: [{ path: 'a.txt', what: 'new' }], index: false },
  ],
  'an edit of a dirty file': [
    (folder) => writeFiles(folder, { 'src/b.txt': 'again' }),
    { files: [{ path: 'src/b.txt', what: 'changed' }] },
  ],
  'a new file': [(folder) => writeFiles(folder, { 'n/n.txt': 'x' }), { files: [{ path: 'n/n.txt', what: 'new' }] }],
  'an ignored file': [
    (folder) => writeFiles(folder, { '.env.log': 'x' }),
    { files: [{ path: '.env.log', what: 'changed' }] },
  ],
  'a dirty file thrown away': [
    (folder) => git(folder, 'checkout', 'src/b.txt'),
    { files: [{ path: 'src/b.txt', what: 'gone' }] },
  ],
  'a deleted untracked file': [
    (folder) => rmSync(join(folder, '.env.log')),
    { files: [{ path: '.env.log', what: 'gone' }] },
  ],
  'something staged': [(folder) => git(folder, 'add', 'src/b.txt'), { index: true }],
  'a commit': [(folder) => git(folder, 'commit', '-qam', 'x'), { refs: ['refs/heads/main'], index: true }],
  'a branch': [(folder) => git(folder, 'branch', 'x'), { refs: ['refs/heads/x'], index: false, files: [] }],
  'another branch': [
    (folder) => git(folder, 'switch', '-qc', 'x'),
    { head: { before: 'ref: refs/heads/main', after: 'ref: refs/heads/x' } },
  ],
  'a dropped stash': [(folder) => git(folder, 'stash', 'drop'), { stash: true }],
};

test.each(Object.entries(WRITES))('written into the checkout: %s', async (_, [act, change]) => {
  const { user, repository } = stage();
  for (const text of ['1', '2']) {
    writeFiles(user, { 'a.txt': text });
    git(user, 'stash', '-q');
  }
  writeFiles(user, { 'src/b.txt': 'dirty', '.env.log': 'secret' });
  const before = await untouched(user, () => checkoutMark(repository));
  act(user);
  const after = checkoutChange(before, JSON.parse(JSON.stringify(await checkoutMark(repository))));
  if (change === undefined) expect(after).toBe(undefined);
  else expect(after).toMatchObject(change);
});

test('a bare repository has refs to mark', async () => {
  const folder = join(tempFolder('bare'), 'x.git');
  mkdirSync(folder);
  git(folder, 'init', '-q', '--bare');
  const mark = await checkoutMark({ name: 'x', common: folder, folder });
  expect(mark).toMatchObject({ files: {}, refs: {}, stash: [] });
});

test('a checkout is looked at also where no temporary file can be written', async () => {
  const { user, repository } = stage();
  utimesSync(join(user, '.git/index'), 1_700_000_000, 1_700_000_000);
  vi.stubEnv('TMPDIR', '/proc/none');
  onTestFinished(() => void vi.unstubAllEnvs());
  const before = await checkoutMark(repository);
  expect(await checkoutMark(repository)).toEqual(before);
  writeFiles(user, { 'a.txt': 'mine' });
  expect(await checkoutMark(repository)).not.toEqual(before);
});

test('a pipe in place of the log of the stash is no stash, and blocks nothing', async () => {
  const on = stage();
  const log = join(on.user, '.git/logs/refs/stash');
  mkdirSync(join(on.user, '.git/logs/refs'), { recursive: true });
  execFileSync('mkfifo', [log]);
  expect(await checkoutMark(on.repository)).toMatchObject({ stash: [] });
});
