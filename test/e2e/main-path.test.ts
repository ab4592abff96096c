import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters as plain } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type PlayedRound, recordedLines, recordedRound, writePlayer } from '../runs/support/played-agent.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { killCarrying } from '../support/carrying.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { byPrompt } from './support/by-prompt.ts';
import { runClaude } from './support/claude.ts';
import { clientHome } from './support/client-home.ts';
import { type ClientVersion, clientBinary, codexBinary, whyLeftOut } from './support/clients.ts';
import { installPlugin } from './support/installed.ts';
import { call, say, together } from './support/reply.ts';
import { tempFolder, tempRepo } from './support/repo.ts';
import { startResponses } from './support/responses.ts';
import { type Script, startModel, type Turn } from './support/scripted-model.ts';
import { atTerminal } from './support/terminal.ts';
import { ALL_TOOLS, meetingPoint, tool } from './support/workshop.ts';

const plugin = builtPlugin();

/** A project whose tests pass, and which lacks what the plan adds. */
const PROJECT = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/add.mjs': 'export const add = (a, b) => a + b;\n',
  'test/add.test.mjs':
    "import assert from 'node:assert';\nimport test from 'node:test';\nimport { add } from '../src/add.mjs';\ntest('adds', () => assert.equal(add(1, 2), 3));\n",
};

const PLAN = [
  { description: 'Subtract numbers', scope: ['src/subtract.mjs'], acceptance: ['npm test passes'], spec: 'a - b' },
  { description: 'Write the guide', scope: ['GUIDE.md'], acceptance: ['GUIDE.md names each function'] },
];

const MULTIPLY = 'export const multiply = (a, b) => a * b;\n';
const POWER = 'export const power = (a, b) => a ** b;\n';

/** A newcomer: an empty home, a repository with one commit, and a client whose model is scripted. */
async function newcomer(version: ClientVersion, home: string) {
  const model = await startModel();
  const repo = await tempRepo(PROJECT);
  const env = {
    ...{ ...ENVIRONMENT, HOME: home, TZ: 'UTC', USER: 'ada' },
    ...{ CLAUDE_CONFIG_DIR: join(home, '.claude'), ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'sk-dummy' },
    ...{ KEY: 'sk-dummy' },
    ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.invalid' },
    ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.invalid' },
  };
  onTestFinished(() => killCarrying(`HOME=${home}`));
  const place = { version, model, cwd: repo, home, env };
  return {
    ...{ model, repo, place },
    /** Runs `backlog` at the person's terminal. @returns the screen */
    async person(...words: string[]) {
      const { code, screen } = await atTerminal([process.execPath, plugin.cli, ...words], { cwd: repo, env });
      expect([code, screen]).toEqual([0, expect.anything()]);
      return plain(screen);
    },
    /** Runs a session of the client. @returns the calls that failed: what the session and its agents read about each */
    async session(prompt: string, allowedTools: string[] = [], ...more: string[]) {
      const before = model.turns.length;
      const { code } = await runClaude({ ...place, prompt, allowedTools, ...(more.length > 0 && { more }) });
      expect(code).toBe(0);
      const results = model.turns.slice(before).flatMap((turn) => turn.results);
      return [...new Set(results.flatMap(({ isError, tool, text }) => (isError ? `${tool}: ${text}` : [])))];
    },
  };
}

const write = (file: string, content: string) => call('Write', { file_path: file, content });
const writing = (file: string, content: string) => `printf %s '${content}' > ${file}`;
const bash = (command: string) => call('Bash', { command, description: command });

/** The repository as a marketplace, whose hooks may take long: the client lets an edit pass if its check is late. */
async function patientMarketplace() {
  const folder = await tempFolder();
  cpSync(join(plugin.marketplace, '.claude-plugin'), join(folder, '.claude-plugin'), { recursive: true });
  cpSync(plugin.patient, join(folder, 'plugin'), { recursive: true });
  return folder;
}

/** Completes a task with evidence for the criterion that begins with these words; its id is in the brief. */
function done({ text }: Turn, id: number, words: string, evidence: string) {
  const criterion = new RegExp(`\\[(\\w+)\\] ${words}`).exec(text)?.[1];
  return call(tool('task_done'), { id, evidence: [{ criterion, text: evidence }] });
}

/** A model that takes one step after the other, and then says that it is done. */
const inOrder =
  (...scripts: Script[]): Script =>
  (turn) =>
    scripts[turn.step]?.(turn) ?? say('Done.');

type Agents = Record<'claude' | 'codex', Agent>;

/** The program of an agent, and the flags that `agent update` gets beside it. */
interface Agent {
  binary: string;
  flags?: string[];
}

/** What the agents of the runs print was recorded from the real clients; edits, supervisors and store are real. */
async function recordedAgents(): Promise<Agents> {
  const bin = await tempFolder();
  const limit = recordedLines('codex-0.169.0-usage-limit', new URL('../fixtures/headless/', import.meta.url));
  const player = (name: 'claude' | 'codex', ...rounds: PlayedRound[]) => ({
    binary: writePlayer(bin, name, name, rounds),
  });
  return {
    claude: player('claude', recordedRound('claude-new-first', { 'src/multiply.mjs': MULTIPLY })),
    codex: player('codex', { steps: limit, exit: 1 }, recordedRound('codex-first', { 'src/power.mjs': POWER })),
  };
}

/** The real clients; the model of Codex is scripted here, Claude Code's in the story. */
async function realAgents(version: ClientVersion): Promise<Agents> {
  let isUsedUp = true;
  const responses = await startResponses(({ step }) => {
    if (isUsedUp) {
      isUsedUp = false;
      return { status: 429 };
    }
    const cmd = [writing('src/power.mjs', POWER), 'npm test'][step];
    return cmd ? { name: 'exec_command', arguments: { cmd, yield_time_ms: 30_000 } } : { text: 'Done.' };
  });
  const provider = `{name="scripted",base_url="${responses.url}/v1",wire_api="responses",env_key="KEY",request_max_retries=0,stream_max_retries=0}`;
  const argv = ['-c', `model_providers.scripted=${provider}`, '-c', 'model_provider="scripted"'];
  return {
    claude: { binary: clientBinary(version), flags: ['--allow', 'Bash'] },
    codex: { binary: codexBinary(), flags: ['--model', 'gpt-5', '--env', 'KEY', '--argv', JSON.stringify(argv)] },
  };
}

test('the main path, from an empty home to the next session', unless(whyLeftOut('new')), async () =>
  mainPath('new', recordedAgents, await tempFolder()),
);
soak.each(['new', 'old'] as const)('the main path with the real agents (%s Claude Code)', (version) =>
  mainPath(version, realAgents, clientHome()),
);

async function mainPath(version: ClientVersion, agentsOf: (version: ClientVersion) => Promise<Agents>, home: string) {
  const { model, repo, place, person, session } = await newcomer(version, home);

  // Install the plugin in the client, as the README says.
  await installPlugin(place, await patientMarketplace(), 'backlog@backlog');

  // Plan.
  model.main(
    byPrompt({
      '# Plan': [() => call(tool('task_import'), { tasks: PLAN }), () => say('Planned 1 and 2.')],
    }),
  );
  expect(await session('/backlog:plan subtract numbers, and a guide')).toEqual([]);
  expect(await person('list')).toMatch(/1 .*ready.*Subtract numbers[\s\S]*2 .*ready.*Write the guide/);

  // Two subagents implement. Each gets its task; an edit in the other's scope is denied.
  const subtract = join(repo, 'src/subtract.mjs');
  const guide = join(repo, 'GUIDE.md');
  const [bothHold, bothTried] = [meetingPoint(2), meetingPoint(2)];
  model.agent(
    'FIRST',
    inOrder(
      () => write(subtract, 'export const subtract = (a, b) => a - b;\n'),
      async () => {
        await bothHold();
        // The older client refuses to write over a file that it didn't read, before any hook.
        return call('Read', { file_path: guide });
      },
      () => write(guide, 'mine\n'),
      () => bash('npm test'),
      async (turn) => {
        await bothTried();
        return done(turn, 1, 'npm test passes', 'npm test: 1 passed');
      },
    ),
  );
  model.agent(
    'SECOND',
    inOrder(
      () => write(guide, '# add, subtract\n'),
      async (turn) => {
        await bothHold();
        await bothTried();
        return done(turn, 2, 'GUIDE.md names', 'it names add and subtract');
      },
    ),
  );
  model.main(
    byPrompt({
      '# Implement': [
        () =>
          together(
            call('Agent', { description: 'a', prompt: 'FIRST: task 1', subagent_type: 'backlog:implementer' }),
            call('Agent', { description: 'b', prompt: 'SECOND: task 2', subagent_type: 'backlog:implementer' }),
          ),
        () => say('Both are done.'),
      ],
    }),
  );
  const denied = expect.stringMatching(/^Write: .*GUIDE\.md (:|is) claimed by .*#2 Write the guide/s);
  expect(await session('/backlog:implement 1 and 2', ['Write', 'Bash', ALL_TOOLS])).toEqual([denied]);
  expect(readFileSync(guide, 'utf8')).toBe('# add, subtract\n');
  expect(await person('list', 'status:completed')).toMatch(/Subtract numbers[\s\S]*Write the guide/);
  git(repo, 'add', '-A');
  git(repo, 'commit', '-q', '-m', 'Subtract, and a guide');

  // Runs: Claude Code's, then Codex's, whose account is used up at first. Each runs the criterion's command itself.
  const { claude, codex } = await agentsOf(version);
  for (const [name, { binary, flags = [] }] of Object.entries({ claude, codex }))
    await person('agent', 'update', name, '--binary', binary, ...flags);
  const multiply = ['--scope', 'src/multiply.mjs', '--acceptance', 'tests pass', '--by', 'npm test'];
  await person('add', 'Multiply numbers', ...multiply);
  model.main(
    byPrompt({
      'active Multiply': [
        () => bash(writing('src/multiply.mjs', MULTIPLY)),
        () => bash('npm test'),
        () => say('It multiplies.'),
      ],
    }),
  );
  await person('run', '3', '--agent', 'claude');
  expect(await person('run', 'wait', 'r1')).toMatch(/^r1 review 3 Multiply numbers/);
  expect(await person('review', 'r1')).toMatch(/tests pass --by npm test:[\s\S]*run by Backlog on/);
  expect(git(repo, 'status', '--porcelain')).toBe('');
  await person('approve', 'r1');
  expect(await person('run', 'wait', 'r1')).toMatch(/^r1 merged 3 Multiply numbers/);
  expect(git(repo, 'show', 'HEAD:src/multiply.mjs')).toBe(MULTIPLY.trim());

  await person('add', 'Power of numbers', ...multiply.with(1, 'src/power.mjs'));
  await person('run', '4', '--agent', 'codex');
  expect(await person('run', 'wait', 'r2')).toMatch(/^r2 failed \(rate limited\)/);
  await person('run', 'resume', 'r2');
  expect(await person('run', 'wait', 'r2')).toMatch(/^r2 review 4 Power of numbers/);
  await person('approve', 'r2');
  expect(await person('run', 'wait', 'r2')).toMatch(/^r2 merged 4 Power of numbers/);
  expect(readFileSync(join(repo, 'src/power.mjs'), 'utf8')).toBe(POWER);
  expect([git(repo, 'status', '--porcelain'), git(repo, 'log', '-2', '--format=%s').split('\n')]).toEqual([
    '',
    ['Power of numbers', 'Multiply numbers'],
  ]);

  // A session ends in the middle of a task and hands it off; the next one is told, and continues it.
  await person('add', 'Divide numbers', '--scope', 'src/divide.mjs');
  model.main(
    byPrompt({
      '# Implement': [() => call(tool('task_start'), { id: 5 }), () => say('Started.')],
      '# Hand off': [
        () => call(tool('task_stop'), { id: 5, handoff: 'Next: refuse to divide by zero.' }),
        () => say('5 is handed off.'),
      ],
    }),
  );
  expect(await session('/backlog:implement 5', [], '/backlog:handoff')).toEqual([]);
  model.main(
    byPrompt({
      '# Implement': [
        () => call(tool('task_next')),
        () => call(tool('task_done'), { id: 5 }),
        () => say('5 is completed.'),
      ],
    }),
  );
  expect(await session('/backlog:implement')).toEqual([]);
  const [first, second] = model.asked('main').slice(-3);
  expect(first?.text).toMatch(/5 .*Divide numbers.*refuse to divide by zero/);
  expect(second?.last?.text).toMatch(/^Started and claimed[\s\S]*Handed off: Next: refuse to divide by zero/);
  expect(await person('list', 'status:completed')).toMatch(/Divide numbers/);
  expect(await person('status')).toMatch(/5 completed/);
}
