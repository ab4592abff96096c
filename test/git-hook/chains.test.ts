import {
  appendFileSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { SETUPS, type Setup } from './setups.ts';
import { type GateYard, gateYard } from './yard.ts';

const plugin = builtPlugin();

/** The setup that `npm test` has time for; commits.test.ts has no other hook. A soak plays all. */
const COMMON = ['husky 9'];

/** So that each text that a test writes is another one. */
let written = 0;

function prepared(setup: Setup): GateYard & { install(): string; commits(): number | null; ran(): boolean } {
  const yard = gateYard(plugin);
  setup.prepare(yard);
  const ran = join(yard.folder, 'ran');
  let n = 0;
  return {
    ...yard,
    install: () => {
      const { code, out, err } = yard.person(['git-hook', 'install', ...(setup.forced ? ['--force'] : [])]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return out;
    },
    commits: () => {
      rmSync(ran, { force: true });
      yard.write({ 'src/a.ts': `${++n}` });
      return yard.git(['commit', '-qm', 'Next', 'src/a.ts']).code;
    },
    ran: () => existsSync(ran),
  };
}

/** Every file that could be a hook or say where hooks are, with what it is; a folder as its names. */
function everything({ folder }: GateYard): Record<string, string> {
  const config = ['gitconfig', 'project/.git/config', 'project/.git/info/exclude'].map((name) => join(folder, name));
  const homes = [
    "Ada's hooks",
    'project/.git/hooks',
    'project/.git/before-backlog',
    'project/.husky',
    'project/.hooks',
    'project/tools',
  ];
  const inside = homes
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((home) => [home, ...readdirSync(home, { recursive: true }).map((name) => join(home, String(name)))]);
  return Object.fromEntries([...config, ...inside].map((path) => [path, told(path)]));
}

function told(path: string): string {
  const facts = lstatSync(path, { bigint: true });
  if (facts.isDirectory()) return 'folder';
  const content = facts.isSymbolicLink() ? readlinkSync(path) : `${facts.mtimeNs} ${readFileSync(path, 'hex')}`;
  return `${facts.mode.toString(8)} ${content}`;
}

describe.each(
  (IS_SOAK ? SETUPS : SETUPS.filter(({ name }) => COMMON.includes(name))).map((setup) => [setup.name, setup] as const),
)('with %s', (_, setup) => {
  test('the gate refuses what is held and then asks the hook that was there, until it is taken away exactly', () => {
    const yard = prepared(setup);
    expect([yard.commits(), yard.ran()], 'before').toEqual([0, setup.runs]);
    const before = everything(yard);
    const status = yard.sure('status', '--porcelain');

    const out = yard.install();
    expect(out).toContain(`installed ${join(yard.folder, setup.file)}.`);
    const installed = everything(yard);
    expect(yard.install()).toContain('is already installed');
    expect(everything(yard), 'twice is once').toEqual(installed);
    if (!setup.forced) expect(yard.sure('status', '--porcelain'), 'nothing of it shows').toBe(status);

    expect([yard.commits(), yard.ran()], 'nobody holds it').toEqual([0, setup.runs]);
    if (setup.runs) {
      writeFileSync(join(yard.folder, 'fails'), '');
      expect([yard.commits(), yard.ran()], 'the hook that was there refuses').toEqual([1, true]);
      rmSync(join(yard.folder, 'fails'));
    }
    yard.agent('s1', ['claim', 'acquire', '--scope', 'src/a.ts']);
    expect([yard.commits(), yard.ran()], 'held').toEqual([1, false]);

    expect(yard.person(['git-hook', 'uninstall']).code).toBe(0);
    expect(everything(yard), 'as before').toEqual(before);
    expect([yard.commits(), yard.ran()], 'after').toEqual([0, setup.runs]);
    expect(yard.person(['git-hook', 'uninstall'])).toMatchObject({ code: 1 });
  });
});

/** Where a hook is kept whose folder is not git's own. */
const before = (file: string) => join(file, '../before-backlog', basename(file));

const named = (name: string) => SETUPS.find((setup) => setup.name === name)!;

soak(
  'a hook written anew by husky or lefthook is told as such; installing again chains it, and nothing is lost',
  () => {
    const yard = prepared(named('husky 9'));
    yard.install();
    const file = join(yard.project, '.husky/_/pre-commit');
    const own = readFileSync(before(file));
    rmSync(file);
    writeFileSync(file, own, { mode: 0o755 });
    expect(yard.person(['git-hook', 'status']).out).toContain('replaced by another hook');
    expect(yard.person(['doctor'])).toMatchObject({
      code: 0,
      out: expect.stringContaining(`another hook replaced the pre-commit hook of project (${file})`),
    });
    rmSync(file);
    expect(yard.person(['doctor']).out).toContain(`the pre-commit hook of project no longer exists (${file})`);
    writeFileSync(file, own, { mode: 0o755 });
    yard.install();
    expect(yard.person(['doctor']).out).not.toContain('pre-commit hook');
    expect(yard.person(['git-hook', 'status']).out).toContain('installed');
    rmSync(file);
    writeFileSync(file, '#!/bin/sh\necho other >>"$HOME/ran"\n', { mode: 0o755 });
    expect(yard.install()).toContain('An earlier hook of Backlog, which another program replaced, stays as');
    expect([yard.commits(), yard.ran()]).toEqual([0, true]);
    expect(readFileSync(`${before(file)}-1`)).toEqual(own);
  },
);

soak('uninstalled while another hook is in its place, it leaves that one and names the one it had put aside', () => {
  const yard = prepared(named('a shell script'));
  yard.install();
  const file = join(yard.project, '.git/hooks/pre-commit');
  rmSync(file);
  writeFileSync(file, '#!/bin/sh\ntrue\n', { mode: 0o755 });
  expect(yard.person(['git-hook', 'uninstall']).out).toContain(
    `Your previous hook is ${join(yard.project, '.git/before-backlog/pre-commit')}`,
  );
  expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\ntrue\n');
});

soak('lines that others add to it are not taken away with it', () => {
  const yard = prepared(named('no hook'));
  yard.install();
  const file = join(yard.project, '.git/hooks/pre-commit');
  appendFileSync(file, 'echo more >>"$HOME/ran"\n');
  const before = everything(yard);
  expect(yard.person(['git-hook', 'status']).out).toContain('installed, with other lines');
  for (const verb of ['install', 'uninstall'])
    expect(yard.person(['git-hook', verb])).toMatchObject({
      code: 1,
      err: expect.stringContaining('its text was changed'),
    });
  expect(everything(yard)).toEqual(before);
  expect([yard.commits(), yard.ran()]).toEqual([0, true]);
});

soak('a tool that calls the hook it found in turn does not end up in a circle with the gate', () => {
  const yard = prepared(named('a shell script'));
  yard.install();
  const file = join(yard.project, '.git/hooks/pre-commit');
  // As the framework pre-commit does it.
  renameSync(file, `${file}.legacy`);
  writeFileSync(file, '#!/bin/sh\necho framework >>"$HOME/ran"\n"$0.legacy" || exit 1\n', { mode: 0o755 });
  expect([yard.commits(), yard.ran()]).toEqual([0, true]);
  yard.install();
  expect(existsSync(`${file}.legacy`), 'the gate that was renamed').toBe(false);
  copyFileSync(file, `${file}.legacy`);
  expect([yard.commits(), yard.ran()], 'with another one behind it').toEqual([0, true]);
  yard.agent('s1', ['claim', 'acquire', '--scope', 'src/a.ts']);
  expect([yard.commits(), yard.ran()]).toEqual([1, false]);
});

soak('installed by many at once where nothing was, it is there once', async () => {
  const yard = prepared(named('no hook'));
  const codes = await Promise.all(Array.from({ length: 6 }, () => yard.personSoon(['git-hook', 'install'])));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  const left = readdirSync(join(yard.project, '.git/hooks')).filter((name) => /^pre-commit(?!.sample)/.test(name));
  expect(left).toEqual(['pre-commit']);
});

soak('installed by many at once, it is there once, before the hook that was there', async () => {
  const yard = prepared(named('a shell script'));
  const file = join(yard.project, '.git/hooks/pre-commit');
  const own = readFileSync(file, 'utf8');
  const codes = await Promise.all(Array.from({ length: 6 }, () => yard.personSoon(['git-hook', 'install'])));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readFileSync(join(yard.project, '.git/before-backlog/pre-commit'), 'utf8')).toBe(own);
  const left = readdirSync(join(file, '..')).filter(
    (name) => name.startsWith('pre-commit') && !name.endsWith('.sample'),
  );
  expect(left).toEqual(['pre-commit']);
  expect([yard.commits(), yard.ran()]).toEqual([0, true]);
});

soak('with another Node, or none to be found, a commit goes on', () => {
  const yard = prepared(named('a shell script'));
  yard.install();
  const file = join(yard.project, '.git/hooks/pre-commit');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^gate_node=.*$/m, "gate_node='/gone/node'"));
  yard.agent('s1', ['claim', 'acquire', '--scope', 'src/a.ts']);
  expect(yard.commits()).toBe(1);
  yard.write({ 'src/a.ts': 'x' });
  const bare = join(yard.folder, 'bare');
  mkdirSync(bare);
  for (const name of ['git', 'sh']) symlinkSync(join('/usr/bin', name), join(bare, name));
  const { code, err } = yard.git(['commit', '-qam', 'x'], { env: { PATH: bare } });
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('exit 127') });
});

soak('in a folder for all repositories it does nothing in those in which it was not installed', () => {
  const yard = prepared(named('core.hooksPath of all repositories, with a blank and a quote in it'));
  expect(yard.install()).toContain('Other repositories also use this folder');
  const other = join(yard.folder, 'other');
  yard.git(['init', '-q', other], { cwd: yard.folder });
  yard.agent('s1', ['claim', 'acquire', '--scope', '**'], other);
  writeFileSync(join(other, 'x'), 'x');
  yard.git(['add', '-A'], { cwd: other });
  expect(yard.git(['commit', '-qm', 'x'], { cwd: other })).toMatchObject({ code: 0 });
});

soak('in such a folder it stays for the others when one takes it away, and goes for all when that is forced', () => {
  const yard = prepared(named('core.hooksPath of all repositories, with a blank and a quote in it'));
  const [file, own] = [join(yard.folder, "Ada's hooks/pre-commit"), () => readFileSync(file, 'utf8')];
  const before = own();
  const other = join(yard.folder, 'other');
  yard.git(['clone', '-q', yard.project, other], { cwd: yard.folder });
  yard.install();
  expect(yard.person(['git-hook', 'install'], other).code).toBe(0);
  yard.agent('s1', ['claim', 'acquire', '--scope', 'src/a.ts'], other);
  const commit = () => {
    writeFileSync(join(other, 'src/a.ts'), `${++written}`);
    return yard.git(['commit', '-qam', 'x'], { cwd: other }).code;
  };
  const { out } = yard.person(['git-hook', 'uninstall']);
  expect(out).toContain(`${file} stays for other (${other})`);
  expect(out).toContain('`backlog git-hook uninstall` with `--force`');
  expect(commit()).toBe(1);
  expect(yard.person(['git-hook', 'uninstall'])).toMatchObject({ code: 1 });
  expect(yard.person(['git-hook', 'uninstall', '--force']).out).toContain(`also for other (${other})`);
  expect([commit(), own()]).toEqual([0, before]);
});

soak('doctor names a gate whose plugin is gone, and a repository that is', () => {
  const yard = prepared(named('no hook'));
  const api = join(yard.folder, 'api');
  yard.git(['clone', '-q', yard.project, api], { cwd: yard.folder });
  yard.person(['repo', 'add', api]);
  yard.install();
  expect(yard.person(['doctor']).out).not.toMatch(/gone/);
  const file = join(yard.project, '.git/hooks/pre-commit');
  const elsewhere = readFileSync(file, 'utf8').replace(/^gate_program=.*$/m, "gate_program='/gone/gate.cjs'");
  writeFileSync(file, elsewhere);
  rmSync(api, { recursive: true });
  const { code, out } = yard.person(['doctor']);
  expect(code).toBe(0);
  expect(out).toContain(`the pre-commit hook of project (${file}) starts /gone/gate.cjs, which no longer exists`);
  expect(out).toContain(`the repository api is gone from ${api}`);
});

soak('where it would show as a change of the working tree it is refused, and nothing is written', () => {
  const yard = prepared({ ...named('core.hooksPath of the repository, tracked there') });
  const before = everything(yard);
  const { code, err } = yard.person(['git-hook', 'install']);
  expect(code).toBe(1);
  expect(err).toContain('so the next commit would share it');
  expect(everything(yard)).toEqual(before);
});

test.each(
  everyNth(2, [
    ['turned off', '/dev/null', /hooks are turned off/],
    ['in a folder that cannot be written', '/proc/self', /can't write to \/proc\/self/],
  ]),
)('hooks that are %s are told, and nothing is recorded', (_, path, message) => {
  const yard = gateYard(plugin);
  yard.sure('config', 'core.hooksPath', path);
  const { code, err } = yard.person(['git-hook', 'install']);
  expect(code).toBe(1);
  expect(err).toMatch(message);
  expect(yard.person(['git-hook', 'status']).out).not.toMatch(/: installed/);
});

soak('outside of git, and for agents, it is refused', () => {
  const yard = gateYard(plugin);
  expect(yard.person(['git-hook', 'install'], yard.folder)).toMatchObject({ code: 2 });
  expect(yard.agent('s1', ['git-hook', 'install'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('for people'),
  });
  expect(existsSync(join(yard.project, '.git/hooks/pre-commit'))).toBe(false);
});

soak(
  '--all takes every repository of the workspace; a submodule and a linked worktree have the hooks that git gives them',
  () => {
    const yard = gateYard(plugin);
    const api = join(yard.folder, 'api');
    yard.git(['clone', '-q', yard.project, api], { cwd: yard.folder });
    yard.sure('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', api, 'lib');
    yard.sure('commit', '-qm', 'Library');
    yard.sure('worktree', 'add', '-q', join(yard.folder, 'tree'));
    yard.person(['repo', 'add', api]);
    yard.person(['repo', 'add', 'lib']);
    const { out, code } = yard.person(['git-hook', 'install', '--all'], join(yard.folder, 'tree'));
    expect(code).toBe(0);
    for (const file of ['project/.git/hooks', 'api/.git/hooks', 'project/.git/modules/lib/hooks'])
      expect(out).toContain(join(yard.folder, file, 'pre-commit'));
    yard.agent('s1', ['claim', 'acquire', '--scope', 'lib:src/a.ts']);
    const lib = join(yard.project, 'lib');
    writeFileSync(join(lib, 'src/a.ts'), 'x');
    expect(yard.git(['commit', '-qam', 'x'], { cwd: lib })).toMatchObject({ code: 1 });
    expect(yard.person(['git-hook', 'status', '--all']).out.match(/^\S+ +installed /gm)).toHaveLength(3);
    expect(yard.person(['git-hook', 'uninstall', '--all']).code).toBe(0);
    expect(yard.git(['commit', '-qam', 'x'], { cwd: lib })).toMatchObject({ code: 0 });
  },
);

soak('a relative core.hooksPath is another folder in each worktree, and each gets the gate', () => {
  const yard = prepared(named('core.hooksPath of the repository, ignored there'));
  const tree = join(yard.folder, 'tree');
  yard.sure('worktree', 'add', '-q', tree);
  expect(yard.install()).not.toContain(tree);
  mkdirSync(join(tree, '.hooks'));
  expect(yard.install()).toContain(join(tree, '.hooks/pre-commit'));
  expect(statSync(join(tree, '.hooks/pre-commit')).mode & 0o111).not.toBe(0);
  yard.person(['git-hook', 'uninstall'], tree);
  expect(existsSync(join(tree, '.hooks/pre-commit'))).toBe(false);
});

soak(
  'a repository under another name keeps its gate, one that was taken out has none, and the hook is taken away all the same',
  () => {
    const yard = gateYard(plugin);
    const api = join(yard.folder, 'api');
    yard.git(['clone', '-q', yard.project, api], { cwd: yard.folder });
    yard.person(['repo', 'add', api]);
    yard.person(['git-hook', 'install', 'api']);
    yard.agent('s1', ['claim', 'acquire', '--scope', 'api:src/a.ts']);
    const commits = () => {
      writeFileSync(join(api, 'src/a.ts'), `${++written}`);
      return yard.git(['commit', '-qam', 'x'], { cwd: api });
    };
    expect(commits()).toMatchObject({ code: 1 });
    rmSync(join(api, '.git/backlog'));
    // A claim names the repository by its former name, and nothing may make it name another one.
    expect(yard.person(['repo', 'add', api, '--name', 'backend']).err).toContain('name this repository api');
    expect(yard.agent('s1', ['claim', 'release']).code).toBe(0);
    expect(yard.person(['repo', 'add', api, '--name', 'backend']).code).toBe(0);
    yard.agent('s1', ['claim', 'acquire', '--scope', 'backend:src/a.ts']);
    expect(commits()).toMatchObject({ code: 1, err: expect.stringContaining('backend:src/a.ts') });
    expect(yard.person(['repo', 'remove', 'backend', '--force']).code).toBe(0);
    expect(commits()).toMatchObject({ code: 0, err: '' });
    expect(yard.person(['git-hook', 'uninstall'], api).out).toContain(`removed ${join(api, '.git/hooks/pre-commit')}`);
  },
);

soak('another repository at the place where one was keeps the gate of its own', () => {
  const yard = prepared(named('no hook'));
  yard.install();
  const moved = join(yard.folder, 'moved');
  renameSync(yard.project, moved);
  mkdirSync(yard.project);
  yard.sure('init', '-q');
  // The former repository's queue had the same place, and is named.
  const again = yard.person(['git-hook', 'install']);
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('This repository had a queue') });
  expect(yard.person(['git-hook', 'uninstall'], moved).out).toContain(
    `removed ${join(moved, '.git/hooks/pre-commit')}`,
  );
  expect(existsSync(join(yard.project, '.git/hooks/pre-commit'))).toBe(true);
});
