import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunState } from '../../../src/domain/runs/run-states.ts';
import { atTerminal, sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { runBecomes } from '../../support/run-becomes.ts';
import { soak } from '../../support/soak-test.ts';
import { said } from './line.ts';

const plugin = builtPlugin();

const FILES = {
  'package.json': JSON.stringify({
    scripts: { test: 'node --test', lint: 'touch ~/canary' },
    dependencies: { dep: '1' },
  }),
  '.gitignore': 'node_modules/\n.env\n',
  'a.test.mjs':
    "import 'dep';\nimport { test } from 'node:test';\nimport { readFileSync } from 'node:fs';\ntest('a', () => readFileSync('.env'));\n",
  'node_modules/dep/package.json': '{"name":"dep","main":"index.js"}',
  'node_modules/dep/index.js': '',
  '.env': 'KEY=1\n',
};

/** A person in a fresh repository with a commit, libraries and an `.env`, with an agent that writes its ports into a file. */
async function person(files: Record<string, string> = FILES) {
  const home = tempFolder('first-run');
  const cwd = join(home, 'shop');
  writeFiles(home, {
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`shop/${name}`, text])),
    'agent.sh': 'cat >/dev/null\nenv | grep ^BACKLOG_PORT | sort > ports.txt\n',
    '.gitconfig': '[user]\n  name = Ada\n  email = ada@example.invalid\n',
  });
  git(cwd, 'init', '-q', '-b', 'main');
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-qm', 'A shop');
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(home, 'backlog'));
  const canary = join(home, 'canary');
  const env = { ...ENVIRONMENT, PATH: `${home}:${process.env.PATH}`, HOME: home, TERM: 'xterm' };
  const where = { cwd, env };
  const words = (line: string) => ['backlog', ...line.split(' ')];
  const say = (line: string) => atTerminal(words(line), where);
  /** Does a line in this process, which prepares or checks what others do. @returns what it says */
  const tell = async (line: string) => {
    const { code, out, err } = await said(line.split(' '), {
      ...{ cwd, isTerminal: true },
      env: { ...env, BACKLOG_HOME: join(home, '.backlog') },
    });
    expect(code, err).toBe(0);
    return out;
  };
  await tell(`agent add helper --provider command --argv ["sh","${join(home, 'agent.sh')}"]`);
  await tell('setting set runs.agent helper');
  return {
    cwd,
    canary,
    say,
    tell,
    sit: (line: string) => sitDown(words(line), where),
    /** To a script. */
    pipe: (line: string) => atTerminal(['sh', '-c', `backlog ${line} </dev/null 2>&1 | cat`], where),
    becomes: (state: RunState) => runBecomes(join(home, '.backlog'), 'r1', state),
  };
}

const PROPOSAL = [
  /checks\.test {2}npm test {6}\(package\.json: node --test\)/,
  /checks\.lint {2}npm run lint {2}\(package\.json: touch ~\/canary\)/,
  /runs\.link {4}node_modules {2}\(copied to each worktree/,
  /runs\.copy {4}\.env {10}\(copied to each worktree/,
];

describe('the first run in a repository', () => {
  soak(
    'three commands lead from a task to its merge: each says the next one, and one question sets up runs',
    async () => {
      const ada = await person();
      const added = await ada.say('add Write');
      expect(added.screen).toContain('next: `backlog run 1` gives it to an agent');

      const run = ada.sit('run 1');
      await run.shows(/Use these settings for runs\? \[y\/N\]/);
      for (const line of PROPOSAL) expect(run.screen()).toMatch(line);
      expect(existsSync(ada.canary)).toBe(false);
      await run.answer('y\n');
      const { code, screen } = await run.ended;
      expect(code).toBe(0);
      expect(screen).toMatch(/^r1 queued 1 Write/m);
      expect(screen).toMatch(/`backlog review r1`\s+the\s+result/);

      await ada.becomes('review');
      const review = (await ada.say('review r1')).screen;
      expect(review).toContain('check test: passed');
      expect(review).toMatch(/^next: backlog diff r1, then backlog approve r1/m);

      expect((await ada.say('approve r1')).screen).toContain('backlog run withdraw r1');
      await ada.becomes('merged');
      expect(readFileSync(join(ada.cwd, 'ports.txt'), 'utf8')).toMatch(/^BACKLOG_PORT=\d+\nBACKLOG_PORT_COUNT=10\n$/);

      // The second run has no question.
      await ada.tell('add Again');
      expect((await ada.say('run 2')).screen).toMatch(/^r2 queued/);
    },
  );

  soak('starts without the settings after a no, and says how to set them later', async () => {
    const ada = await person();
    await ada.tell('add Write');
    const run = ada.sit('run 1');
    await run.shows(/\[y\/N\]/);
    run.type('n\n');
    expect((await run.ended).screen).toMatch(/^r1 queued[\s\S]*Found: checks\.test 'npm test'[\s\S]*`backlog setup`/m);
    expect(await ada.tell('setting get runs.link')).toContain('runs.link =  ');
    await ada.becomes('review');
    expect(existsSync(ada.canary)).toBe(false);
  });

  test('sets nothing for a script, even with --yes, and says what it found', async () => {
    const ada = await person();
    await ada.tell('add Write');
    expect((await ada.pipe('run 1 --yes')).screen).toMatch(/Found: checks\.test 'npm test'/);
    expect(await ada.tell('setting get runs.link')).toContain('runs.link =  ');
    const { screen } = await ada.pipe('setup --yes --json');
    expect(JSON.parse(screen)).toMatchObject({
      error: { code: 'forbidden', hint: expect.stringContaining('`backlog setup`') },
    });
    await ada.becomes('review');
  });

  soak('asks nothing about a task that does not exist, nor where nothing is found', async () => {
    const ada = await person({ 'README.md': 'A shop\n' });
    expect((await ada.say('run 7')).screen).toContain('7');
    await ada.tell('add Write');
    expect((await ada.say('run 1')).screen).toMatch(/^r1 queued/);
    expect(await ada.say('setup')).toMatchObject({
      code: 1,
      screen: expect.stringMatching(/^Found nothing more to set/),
    });
  });
});

describe('backlog setup', () => {
  test('shows with --dry-run, sets with --yes, and proposes only what is missing', async () => {
    const ada = await person();
    const shown = (await ada.say('setup --dry-run')).screen;
    for (const line of PROPOSAL) expect(shown).toMatch(line);
    expect(await ada.tell('setting get checks.test')).toContain('checks.test =  ');
    await ada.tell('setting set checks.test true');
    await ada.tell('setting set runs.copy local.txt');
    const set = (await ada.say('setup --yes')).screen;
    expect(set).toContain('checks.lint = npm run lint\n');
    expect(set).toContain('runs.copy = local.txt, .env\n');
    expect(set).not.toContain('checks.test = ');
    expect(await ada.tell('setting get checks.test')).toContain('checks.test = true');
    expect((await ada.say('setup')).code).toBe(1);
    expect(existsSync(ada.canary)).toBe(false);
  });
});
