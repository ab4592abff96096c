import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { madeOnce } from '../support/made-once.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { type GateYard, gateYard } from './yard.ts';

const plugin = builtPlugin();

/** So that each text that a test writes is another one. */
let written = 0;

/** A gate in a repository in which session s1 holds a scope. */
const holding = (scope: string) =>
  madeOnce(async (folder) => {
    const yard = gateYard(plugin, folder);
    expect(yard.person(['git-hook', 'install']).err).toBe('');
    expect(yard.agent('s1', ['claim', 'acquire', '--scope', JSON.stringify([scope])]).err).toBe('');
    return yard;
  });
const held = holding('src/a.ts');
const heldAll = holding('**');
const heldOdd = holding('odd/**');

function commit(yard: GateYard, args: readonly string[] = [], env = {}) {
  const { code, err } = yard.git(['commit', '--quiet', '-m', 'Next', ...args], { env });
  return { code, err };
}

const REFUSED = { code: 1, err: expect.stringContaining('src/a.ts is claimed by session s1') };
const MADE = { code: 0, err: '' };

test("a person's commit of a file that a session holds is refused: who, for what, until when, and how to go on", () => {
  const yard = gateYard(plugin);
  yard.person(['git-hook', 'install']);
  yard.agent('s1', ['add', 'Login', '--scope', 'src/a.ts']);
  yard.agent('s1', ['start', '1']);
  yard.write({ 'src/a.ts': 'mine\n' });
  yard.sure('add', '-A');
  const { code, err } = commit(yard);
  expect(code).toBe(1);
  expect(err).toContain('src/a.ts is claimed by session s1 for #1 Login; the claim expires in 10 min unless renewed');
  expect(err).toContain('git commit --no-verify');
  expect(err).toContain('backlog claim list');
  expect(commit(yard, ['--no-verify'])).toEqual(MADE);
});

test('its holder commits it, other files are free, and what is released is free again', async () => {
  const yard = await held();
  yard.write({ 'src/b.ts': 'mine\n' });
  yard.sure('add', '-A');
  expect(commit(yard)).toEqual(MADE);
  yard.write({ 'src/a.ts': 'theirs\n' });
  yard.sure('add', '-A');
  const refused = commit(yard, [], { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's2' });
  expect(refused).toEqual(REFUSED);
  expect(refused.err, 'an agent is not told how to pass over it').not.toMatch(/no-verify|pause/);
  expect(commit(yard, [], { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' })).toEqual(MADE);
  yard.write({ 'src/a.ts': 'mine\n' });
  yard.agent('s1', ['claim', 'release']);
  expect(commit(yard, ['-a'])).toEqual(MADE);
});

soak('what BACKLOG_SESSION holds, or a script by its process, the same session and script may commit', () => {
  const yard = gateYard(plugin);
  yard.person(['git-hook', 'install']);
  const script = (text: string, env = {}) => {
    const { status, stderr } = spawnSync('sh', ['-c', text], {
      ...{ cwd: yard.project, env: { ...yard.env, ...env }, encoding: 'utf8' },
    });
    return { code: status, err: stderr };
  };
  const backlog = `${process.execPath} ${plugin.cli}`;
  const change = 'echo $$ >>src/a.ts; git commit -qam Next';
  const mine = { BACKLOG_SESSION: 'mine' };
  expect(script(`${backlog} claim acquire --scope src/a.ts >/dev/null`, mine)).toEqual(MADE);
  expect(script(change, { BACKLOG_SESSION: 'other' })).toMatchObject({ code: 1 });
  expect(script(change, mine)).toEqual(MADE);
  expect(script(`${backlog} claim release >/dev/null`, mine)).toEqual(MADE);
  expect(script(`${backlog} claim acquire --scope src/a.ts >/dev/null && ${change}; exit $?`)).toEqual(MADE);
});

soak('a working tree that lies elsewhere is looked at by the git folder that git names', async () => {
  const yard = await held();
  const elsewhere = join(yard.folder, 'elsewhere');
  mkdirSync(join(elsewhere, 'src'), { recursive: true });
  writeFileSync(join(elsewhere, 'src/a.ts'), 'mine\n');
  const at = [`--git-dir=${join(yard.project, '.git')}`, `--work-tree=${elsewhere}`];
  expect(yard.git([...at, 'commit', '-qm', 'Next', 'src/a.ts'], { cwd: elsewhere })).toMatchObject(REFUSED);
});

test('where the environment does not lead to the queue, the gate knows the way; when the queue is gone, it says so', async () => {
  const yard = await held();
  yard.write({ 'src/a.ts': 'mine\n' });
  const home = join(yard.folder, 'home');
  expect(commit(yard, ['-a'], { BACKLOG_HOME: '' })).toEqual(REFUSED);
  renameSync(home, `${home}-away`);
  const { code, err } = commit(yard, ['-a'], { BACKLOG_HOME: '' });
  expect(code).toBe(0);
  expect(err).toMatch(
    /^backlog: claims were not checked: the queue of this repository is not at .*home\/workspaces\/.*\n$/,
  );
});

soak('what a person holds, an agent may not commit, and a run is its own holder', () => {
  const yard = gateYard(plugin);
  yard.person(['git-hook', 'install']);
  yard.person(['claim', 'acquire', '--scope', 'src/**']);
  yard.write({ 'src/a.ts': 'mine\n' });
  expect(commit(yard, ['-a'], { BACKLOG_RUN: 'r1' })).toMatchObject({
    code: 1,
    err: expect.stringContaining(`claimed by ${userInfo().username};`),
  });
  expect(commit(yard, ['-a'])).toEqual(MADE);
});

test.each<[string, (yard: GateYard) => readonly string[]]>(
  everyNth(9, [
    ['commit -a', () => ['-a']],
    ['commit with paths, whatever is staged', () => ['src/a.ts']],
    ['commit --only of a path while another is staged', () => ['--only', 'src/a.ts']],
    ['commit --include', () => ['--include', 'src/a.ts']],
    ['commit --amend that takes it in', () => ['--amend', '-a']],
  ]),
)('%s is looked at', async (_, args) => {
  const yard = await held();
  yard.write({ 'src/a.ts': 'mine\n', 'src/b.ts': 'mine\n' });
  yard.sure('add', 'src/b.ts');
  expect(commit(yard, args(yard))).toEqual(REFUSED);
});

soak('a commit of other paths goes through although a held file is staged, too', async () => {
  const yard = await held();
  yard.write({ 'src/a.ts': 'mine\n', 'src/b.ts': 'mine\n' });
  yard.sure('add', '-A');
  expect(commit(yard, ['src/b.ts'])).toEqual(MADE);
});

soak('an amendment of the message alone goes through', async () => {
  const yard = await held();
  yard.write({ 'src/a.ts': 'mine\n' });
  yard.sure('commit', '--no-verify', '-qam', 'Second');
  expect(commit(yard, ['--amend'])).toEqual(MADE);
});

test.each<[string, (yard: GateYard) => void]>(
  everyNth(9, [
    ['a deletion', (yard) => yard.sure('rm', '--quiet', 'src/a.ts')],
    ['a rename away', (yard) => yard.sure('mv', 'src/a.ts', 'src/z.ts')],
    [
      'a rename to it',
      (yard) => {
        rmSync(join(yard.project, 'src/a.ts'));
        yard.sure('commit', '--no-verify', '-qam', 'Gone');
        yard.sure('mv', 'src/b.ts', 'src/a.ts');
      },
    ],
    [
      'an executable bit',
      (yard) => {
        chmodSync(join(yard.project, 'src/a.ts'), 0o755);
        yard.sure('add', '-A');
      },
    ],
  ]),
)('%s counts', async (_, change) => {
  const yard = await held();
  change(yard);
  expect(commit(yard)).toEqual(REFUSED);
});

soak.each([
  ['blanks', 'src/my file.ts'],
  ['a quote and a backslash', `src/"it's"\\x.ts`],
  ['letters beyond ASCII', 'src/naïve-日本.ts'],
  ['a dash at its beginning', '-rf.ts'],
])('a path with %s is known', async (_, path) => {
  const yard = await heldAll();
  yard.write({ [path]: 'x' });
  yard.sure('add', '-A');
  expect(commit(yard)).toMatchObject({ code: 1, err: expect.stringContaining(`${path} is claimed by session s1`) });
});

soak('a path with a line break is known, and shown on one line', async () => {
  const yard = await heldOdd();
  yard.write({ 'odd/one\nbacklog: all is well': 'x', 'src/b.ts': 'y' });
  yard.sure('add', '-A');
  const { code, err } = commit(yard);
  expect(code).toBe(1);
  expect(err).not.toMatch(/^backlog: all is well/m);
});

soak('the first commit of a repository is looked at', () => {
  const yard = gateYard(plugin);
  const fresh = join(yard.folder, 'fresh');
  mkdirSync(fresh);
  yard.git(['init', '--quiet'], { cwd: fresh });
  yard.person(['git-hook', 'install'], fresh);
  yard.agent('s1', ['claim', 'acquire', '--scope', 'a.ts'], fresh);
  writeFileSync(join(fresh, 'a.ts'), 'x');
  yard.git(['add', '-A'], { cwd: fresh });
  expect(yard.git(['commit', '-m', 'First'], { cwd: fresh })).toMatchObject({ code: 1 });
});

soak('a merge is judged by what it changes itself, not by what it brings in', async () => {
  const yard = await held();
  yard.sure('checkout', '-qb', 'other');
  yard.write({ 'src/a.ts': 'theirs\n', 'src/b.ts': 'theirs\n' });
  yard.sure('commit', '--no-verify', '-qam', 'Theirs');
  yard.sure('checkout', '-q', 'main');
  yard.write({ 'src/b.ts': 'ours\n' });
  yard.sure('commit', '-qam', 'Ours');
  expect(yard.git(['merge', 'other'])).toMatchObject({ code: 1 });
  yard.write({ 'src/b.ts': 'both\n' });
  yard.sure('add', 'src/b.ts');
  expect(commit(yard)).toEqual(MADE);
  yard.sure('reset', '-q', '--hard', 'HEAD~1');
  yard.git(['merge', 'other']);
  yard.write({ 'src/a.ts': 'neither\n', 'src/b.ts': 'both\n' });
  yard.sure('add', '-A');
  expect(commit(yard)).toEqual(REFUSED);
});

soak('a rebase that stops at a conflict goes on', async () => {
  const yard = await held();
  yard.sure('checkout', '-qb', 'other');
  yard.write({ 'src/b.ts': 'theirs\n' });
  yard.sure('commit', '-qam', 'Theirs');
  yard.sure('checkout', '-q', 'main');
  yard.write({ 'src/b.ts': 'ours\n' });
  yard.sure('commit', '-qam', 'Ours');
  expect(yard.git(['rebase', 'other'])).toMatchObject({ code: 1 });
  yard.write({ 'src/b.ts': 'both\n' });
  yard.sure('add', '-A');
  expect(yard.git(['rebase', '--continue'])).toMatchObject({ code: 0 });
});

soak('in a linked worktree the same path is the same file, unless a person chose to be warned only', () => {
  const yard = gateYard(plugin);
  yard.person(['git-hook', 'install']);
  yard.session('s1');
  yard.agent('s1', ['claim', 'acquire', '--scope', 'src/a.ts']);
  const tree = join(yard.folder, 'tree');
  yard.sure('worktree', 'add', '-q', tree, '-b', 'side');
  const again = () => {
    writeFileSync(join(tree, 'src/a.ts'), `${++written}`);
    return yard.git(['commit', '-qam', 'Side'], { cwd: tree });
  };
  expect(again()).toMatchObject(REFUSED);
  yard.person(['setting', 'set', 'claims.acrossWorktrees', 'warn']);
  expect(again()).toMatchObject({ code: 0, err: expect.stringContaining('claimed in another worktree') });
});

soak('paused, it says so and lets through; a pause ends by itself or is ended', async () => {
  const yard = await held();
  yard.write({ 'src/a.ts': 'one\n' });
  expect(yard.agent('s1', ['git-hook', 'pause'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('for people'),
  });
  expect(yard.person(['git-hook', 'pause', '--for', '1h']).out).toMatch(/paused until/);
  expect(commit(yard, ['-a'])).toMatchObject({ code: 0, err: expect.stringContaining('paused until') });
  yard.write({ 'src/a.ts': 'two\n' });
  yard.person(['git-hook', 'resume']);
  expect(commit(yard, ['-a'])).toEqual(REFUSED);
});

test('it lets through, with a word, when the plugin is gone or the queue cannot be read', async () => {
  const yard = await held();
  const again = () => {
    yard.write({ 'src/a.ts': `${++written}` });
    return commit(yard, ['-a']);
  };
  // The plugin is that of all tests, so the hook names another program meanwhile.
  const [hook, gate] = [join(yard.project, '.git/hooks/pre-commit'), join(yard.folder, 'gate.cjs')];
  const script = readFileSync(hook, 'utf8');
  writeFileSync(hook, script.replace(/^gate_program=.*$/m, `gate_program='${gate}'`));
  expect(again()).toMatchObject({ code: 0, err: expect.stringContaining('the plugin no longer exists at') });
  writeFileSync(gate, 'process.exit(1)');
  expect(again()).toMatchObject({ code: 0, err: expect.stringContaining('exit 1') });
  writeFileSync(hook, script);
  const home = join(yard.folder, 'home/workspaces');
  renameSync(home, `${home}-away`);
  expect(again()).toMatchObject({ code: 0, err: expect.stringContaining('is not at') });
  renameSync(`${home}-away`, home);
  writeFileSync(join(yard.project, '.git/backlog'), 'nonsense');
  expect(again()).toMatchObject({
    code: 0,
    err: expect.stringContaining('claims were not checked, and the commit continues'),
  });
});
