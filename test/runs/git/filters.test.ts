import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { land, repositoryPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { commitAll, landing, landRun, merged, type Stage, stage } from './stage.ts';

const SECRET = 'API_TOKEN=kR8vQ2mZ7xL4nP9w\n';

interface Row {
  /** Attributes of the first commit. Default: `*.env filter=crypt`. */
  attributes?: string;
  files?: Record<string, string>;
  /** Sets the person's repository up. Default: a required filter `crypt`. */
  given?(on: Stage): void;
  /** What the agent does in its worktree. Default: writes `staging.env`. */
  agent?(tree: string): void;
  /** What a person would do for the same, if it is something else. */
  person?(folder: string): void;
  /** The files with a filter that did not run. */
  failed?: readonly string[];
}

/** Defines a filter that turns a text around, by a program of the person's repository. Both ways are the same. */
function crypt({ user }: Pick<Stage, 'user'>, more: Record<string, string> = {}): void {
  const settings = { clean: 'rev', smudge: 'rev', required: 'true', ...more };
  for (const [name, value] of Object.entries(settings)) git(user, 'config', `filter.crypt.${name}`, value);
}

const write =
  (files: Record<string, string>) =>
  (tree: string): void =>
    writeFiles(tree, files);

const inInfo =
  (line: string) =>
  ({ user }: Stage) =>
    writeFileSync(join(user, '.git/info/attributes'), `${line}\n`);

/** Like git-crypt: a short text that is not encrypted becomes an empty file. */
const SHORT = { clean: 'printf X; rev', smudge: 'read -r l; case $l in X*) echo $l | cut -c2- | rev;; esac' };

test('a clear text that an earlier result has, because its filter failed, passes the filter once that works', async () => {
  const on = stage({ files: { '.gitattributes': '*.env filter=crypt\n', 'a.txt': 'a\n' } });
  crypt(on, { ...SHORT, clean: 'false' });
  writeFiles(await on.start(), { 'staging.env': 'A=1\n' });
  expect((await on.snapshot()).filtered).toMatchObject([{ failed: 'failed', required: true }]);
  const approved = await merged(on, await on.snapshot());
  expect(await land(on.place(), landing(approved))).toMatchObject({
    landed: false,
    why: { said: expect.stringContaining('required filter crypt') },
  });
  crypt(on, SHORT);
  expect(await land(on.place(), landing(approved))).toMatchObject({
    landed: false,
    why: { said: expect.stringContaining('staging.env') },
  });
  const { filtered, commit } = await on.snapshot();
  expect(filtered).toMatchObject([{ path: 'staging.env', ran: true }]);
  expect(await landRun(on)).toMatchObject({ landed: true });
  expect([git(on.user, 'show', 'main:staging.env'), commit.length]).toEqual(['X1=A', 40]);
});

/** Like openssl and gpg: the output differs each time. */
const SALTED = { clean: 'date +%s%N; cat', smudge: 'tail -n +2' };

test('a required filter whose output differs each time converts a file once, and a clear text of its never lands', async () => {
  const on = stage({ files: { '.gitattributes': '*.env filter=crypt\n' } });
  crypt(on, SALTED);
  writeFiles(on.user, { 'old.env': 'OLD=1\n' });
  // Git reads a file again, through its filter, that is as new as its index.
  utimesSync(join(on.user, 'old.env'), 1e9, 1e9);
  commitAll(on.user, 'Salted');
  const old = git(on.user, 'rev-parse', 'main:old.env');
  const tree = await on.start();
  writeFiles(tree, { 'staging.env': SECRET });
  git(tree, 'mv', 'old.env', 'new.env');
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'Clear');
  const { commit, filtered } = await on.snapshot();
  expect(filtered).toMatchObject([{ path: 'new.env' }, { path: 'staging.env', ran: true }]);
  expect((await on.snapshot()).commit).toBe(commit);
  const clear = git(tree, 'rev-parse', 'HEAD');
  git(repositoryPaths(on.place()).store, 'fetch', '-q', tree, clear);
  expect(await land(on.place(), landing({ tip: clear, old: git(on.user, 'rev-parse', 'main') }))).toMatchObject({
    landed: false,
    why: { said: expect.stringMatching(/required filter crypt did not convert these files: staging.env$/) },
  });
  expect(await landRun(on)).toEqual({ landed: true, worktree: on.user });
  expect(git(on.user, 'show', 'main:staging.env').split('\n').slice(1)).toEqual([SECRET.trim()]);
  expect(readFileSync(join(on.user, 'staging.env'), 'utf8')).toBe(SECRET);
  expect(git(on.user, 'rev-parse', 'main:new.env')).toBe(old);
  expect(git(on.user, 'status', '--porcelain')).toBe('');
});

const ROWS: Readonly<Record<string, Row>> = {
  'a new file': {},
  'a file that the agent committed': {
    agent: (tree) => {
      writeFiles(tree, { 'staging.env': SECRET });
      commitAll(tree, 'Settings');
    },
    person: write({ 'staging.env': SECRET }),
  },
  'an edited file': { files: { 'staging.env': 'OLD=1\n' } },
  'a moved file, which passes once': {
    files: { 'old.env': 'OLD=1\n' },
    agent: (tree) => git(tree, 'mv', 'old.env', 'new.env'),
  },
  'a file that moves to a path with a filter': {
    files: { 'plain.txt': SECRET },
    agent: (tree) => git(tree, 'mv', 'plain.txt', 'new.env'),
  },
  'a link and a folder beside it': {
    agent: (tree) => {
      writeFiles(tree, { 'sub/ö x.env': SECRET });
      execFileSync('ln', ['-s', 'nowhere', join(tree, 'link.env')]);
    },
  },
  'attributes in a subfolder': {
    attributes: '# none\n',
    files: { 'deep/.gitattributes': '*.env filter=crypt\n' },
    agent: write({ 'deep/staging.env': SECRET }),
  },
  'attributes that the agent adds': {
    attributes: '# none\n',
    agent: write({ '.gitattributes': '*.env filter=crypt\n', 'staging.env': SECRET }),
  },
  'attributes that the agent takes away': {
    agent: write({ '.gitattributes': '# none\n', 'staging.env': SECRET }),
    failed: ['staging.env lifted'],
  },
  'attributes in info/attributes': {
    attributes: '# none\n',
    given: (on) => {
      crypt(on);
      inInfo('*.env filter=crypt')(on);
    },
  },
  'attributes in a global file': {
    attributes: '# none\n',
    given: (on) => {
      crypt(on);
      writeFileSync(join(on.user, '../global'), '*.env filter=crypt\n');
      git(on.user, 'config', 'core.attributesFile', join(on.user, '../global'));
    },
  },
  'a filter that only the attributes name': {
    given: () => undefined,
    failed: ['staging.env undefined'],
  },
  'a filter whose program is missing': {
    given: (on) => crypt(on, { clean: 'no-such-program' }),
    failed: ['staging.env failed'],
  },
  'a filter that fails and is not required': {
    given: (on) => crypt(on, { clean: 'false', required: 'false' }),
    failed: ['staging.env failed'],
  },
  'a filter that git needs no program for': { given: (on) => crypt(on, { clean: '', smudge: '', required: 'false' }) },
  'a filter that fails for one of three files': {
    given: (on) => crypt(on, { clean: 'case %f in b.*) exit 1;; *) rev;; esac' }),
    agent: write({ 'a.env': SECRET, 'b.env': SECRET, 'c.env': SECRET }),
    failed: ['b.env failed'],
  },
  'a program of the repository: the one of the checkout runs': {
    files: { 'tools/clean.sh': 'rev\n' },
    given: (on) => crypt(on, { clean: 'sh tools/clean.sh' }),
    agent: write({ 'tools/clean.sh': 'cat\n', 'staging.env': SECRET }),
    person: (folder) => {
      writeFiles(folder, { 'staging.env': SECRET });
      git(folder, 'add', '-A');
      git(folder, 'update-index', '--assume-unchanged', 'staging.env');
      writeFiles(folder, { 'tools/clean.sh': 'cat\n' });
    },
  },
  'line ends of info/attributes': {
    attributes: '# none\n',
    given: inInfo('*.txt text eol=lf'),
    agent: write({ 'new.txt': 'a\r\nb\r\n' }),
  },
  'line ends of attributes': {
    attributes: '*.txt text\n*.bat eol=crlf\n*.env filter=crypt text\n',
    agent: write({ 'new.txt': 'a\r\nb\r\n', 'x.bat': 'a\r\n', 'staging.env': 'A=1\r\n' }),
  },
  'core.autocrlf': {
    given: (on) => {
      crypt(on);
      git(on.user, 'config', 'core.autocrlf', 'input');
    },
    agent: write({ 'new.txt': 'a\r\nb\r\n', 'staging.env': 'A=1\r\n' }),
  },
  ident: {
    attributes: '*.txt ident\n*.env filter=crypt ident\n',
    agent: write({ 'new.txt': '$Id: 1234$\n', 'staging.env': '$Id: 1234$\n' }),
  },
  'working-tree-encoding': {
    attributes: '*.txt working-tree-encoding=UTF-16LE\n',
    agent: (tree) => writeFileSync(join(tree, 'new.txt'), Buffer.from('größe\n', 'utf16le')),
  },
};

/** What the person's own git stores for the same files, by path. */
function oracle(on: Stage, act: (folder: string) => void): string {
  const copy = join(on.user, '../copy');
  cpSync(on.user, copy, { recursive: true });
  act(copy);
  git(copy, 'add', '-A');
  return git(copy, 'ls-files', '-s');
}

const entriesOf = (user: string) => git(user, 'ls-tree', '-r', 'main').replaceAll(' blob ', ' ');

test.each(Object.entries(ROWS))('%s lands as the person would have added it, or is named', async (_, row) => {
  const { attributes = '*.env filter=crypt\n', agent = write({ 'staging.env': SECRET }), failed = [] } = row;
  const on = stage({
    make: (root) => {
      const user = join(root, 'user');
      mkdirSync(user);
      git(user, 'init', '-q', '-b', 'main');
      const own = { user } as Stage;
      (row.given ?? crypt)(own);
      writeFiles(user, { '.gitattributes': attributes, 'a.txt': 'a\n', ...row.files });
      commitAll(user, 'First');
      return user;
    },
  });
  const tree = await on.start();
  agent(tree);
  const { filtered } = await on.snapshot();
  expect(filtered.filter((one) => one.failed).map((one) => `${one.path} ${one.failed}`)).toEqual(failed);
  if (failed.length > 0) return;
  const expected = oracle(on, row.person ?? row.agent ?? agent);
  expect(await landRun(on)).toMatchObject({ landed: true });
  expect(entriesOf(on.user)).toBe(expected.replaceAll(' 0\t', '\t'));
  if (!row.person) expect(git(on.user, 'status', '--porcelain')).toBe('');
  if (!row.agent) expect(readFileSync(join(on.user, 'staging.env'), 'utf8')).toBe(SECRET);
});

test('a submodule passes the filters of its own configuration, and its result has none of the commits with the clear text', async () => {
  const on = stage();
  const inner = join(on.user, '../inner');
  git('/', 'init', '-q', '-b', 'main', inner);
  writeFiles(inner, { '.gitattributes': '*.env filter=crypt\n' });
  commitAll(inner, 'First');
  git(on.user, 'submodule', '--quiet', 'add', inner, 'lib');
  git(on.user, 'commit', '-qm', 'With a library');
  crypt({ user: join(on.user, 'lib') });
  const tree = await on.start();
  writeFiles(tree, { 'lib/staging.env': SECRET });
  commitAll(join(tree, 'lib'), 'Settings');
  const { filtered, commit } = await on.snapshot();
  expect(filtered).toMatchObject([{ path: 'lib/staging.env', filter: 'crypt', ran: true }]);
  const { folder, store } = repositoryPaths(on.place());
  const link = git(store, 'rev-parse', `${commit}:lib`);
  const made = execFileSync('find', [join(folder, 'modules'), '-name', '*.git', '-prune'], { encoding: 'utf8' });
  const [copy = ''] = made.trim().split('\n');
  expect(git(copy, 'show', `${link}:staging.env`)).toBe([...SECRET.trim()].reverse().join(''));
  expect(git(copy, 'rev-list', '--count', link)).toBe('2');
  expect(git(copy, 'log', '--format=%s', '-S', SECRET.trim(), link)).toBe('');
});
