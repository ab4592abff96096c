import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters as plain } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { killCarrying } from '../support/carrying.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { byPrompt } from './support/by-prompt.ts';
import { runClaude } from './support/claude.ts';
import { clientBinary, whyLeftOut } from './support/clients.ts';
import { installPlugin } from './support/installed.ts';
import { call, say, together } from './support/reply.ts';
import { tempFolder, tempRepo } from './support/repo.ts';
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

/** A newcomer: an empty home, a repository with one commit, and a client whose model is scripted. */
async function newcomer() {
  const model = await startModel();
  const [repo, home] = [await tempRepo(PROJECT), await tempFolder()];
  const env = {
    ...{ ...ENVIRONMENT, HOME: home, TZ: 'UTC', USER: 'ada' },
    ...{ CLAUDE_CONFIG_DIR: join(home, '.claude'), ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'sk-dummy' },
    ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.invalid' },
    ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.invalid' },
  };
  onTestFinished(() => killCarrying(`HOME=${home}`));
  const place = { version: 'new' as const, model, cwd: repo, home, env };
  return {
    ...{ model, repo, place },
    /** Runs `backlog` at the person's terminal. @returns the screen */
    async person(...words: string[]) {
      const { code, screen } = await atTerminal([process.execPath, plugin.cli, ...words], { cwd: repo, env });
      expect([code, screen]).toEqual([0, expect.anything()]);
      return plain(screen);
    },
    /** Runs a session of the client. @returns the tools that it denied, by a hook or because the person had to be asked */
    async session(prompt: string, allowedTools: string[] = [], ...more: string[]) {
      const { code, denials } = await runClaude({ ...place, prompt, allowedTools, ...(more.length > 0 && { more }) });
      expect(code).toBe(0);
      return denials.map(({ tool_name, tool_input }) => [tool_name, tool_input.file_path]);
    },
  };
}

const write = (file: string, content: string) => call('Write', { file_path: file, content });
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

test('the main path, from an empty home to the next session', unless(whyLeftOut('new')), async () => {
  const { model, repo, place, person, session } = await newcomer();

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
        return write(guide, 'mine\n');
      },
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
  expect(await session('/backlog:implement 1 and 2', ['Write', 'Bash', ALL_TOOLS])).toEqual([['Write', guide]]);
  expect(readFileSync(guide, 'utf8')).toBe('# add, subtract\n');
  const denied = model
    .asked('agent', 'FIRST')
    .at(-1)
    ?.results.filter(({ isError }) => isError);
  expect(denied).toMatchObject([{ text: expect.stringMatching(/GUIDE\.md (:|is) claimed by .*#2 Write the guide/) }]);
  expect(await person('list', 'status:completed')).toMatch(/Subtract numbers[\s\S]*Write the guide/);
  git(repo, 'add', '-A');
  git(repo, 'commit', '-q', '-m', 'Subtract, and a guide');

  // A run: evidence by a command, which the agent runs, too.
  await person('agent', 'update', 'claude', '--binary', clientBinary('new'), '--allow', 'Bash');
  await person(
    'add',
    'Multiply numbers',
    '--scope',
    'src/multiply.mjs',
    '--acceptance',
    'tests pass',
    '--by',
    'npm test',
  );
  model.main(
    byPrompt({
      'Multiply numbers': [
        () => bash("echo 'export const multiply = (a, b) => a * b;' > src/multiply.mjs"),
        () => bash('npm test'),
        () => say('It multiplies.'),
      ],
    }),
  );
  await person('run', '3');
  expect(await person('run', 'wait', 'r1')).toMatch(/^r1 review 3 Multiply numbers/);
  expect(await person('review', 'r1')).toMatch(/tests pass --by npm test:[\s\S]*run by Backlog on/);
  expect(git(repo, 'status', '--porcelain')).toBe('');
  await person('approve', 'r1');
  expect(await person('run', 'wait', 'r1')).toMatch(/^r1 merged 3 Multiply numbers/);
  expect(readFileSync(join(repo, 'src/multiply.mjs'), 'utf8')).toContain('multiply = (a, b) => a * b');
  expect([git(repo, 'status', '--porcelain'), git(repo, 'log', '-1', '--format=%s')]).toEqual(['', 'Multiply numbers']);

  // A session ends in the middle of a task and hands it off; the next one is told, and continues it.
  await person('add', 'Divide numbers', '--scope', 'src/divide.mjs');
  model.main(
    byPrompt({
      '# Implement': [() => call(tool('task_start'), { id: 4 }), () => say('Started.')],
      '# Hand off': [
        () => call(tool('task_stop'), { id: 4, handoff: 'Next: refuse to divide by zero.' }),
        () => say('4 is handed off.'),
      ],
    }),
  );
  expect(await session('/backlog:implement 4', [], '/backlog:handoff')).toEqual([]);
  model.main(
    byPrompt({
      '# Implement': [
        () => call(tool('task_next')),
        () => call(tool('task_done'), { id: 4 }),
        () => say('4 is completed.'),
      ],
    }),
  );
  expect(await session('/backlog:implement')).toEqual([]);
  const [first, second] = model.asked('main').slice(-3);
  expect(first?.text).toMatch(/4 .*Divide numbers.*refuse to divide by zero/);
  expect(second?.last?.text).toMatch(/^Started and claimed[\s\S]*Handed off: Next: refuse to divide by zero/);
  expect(await person('list', 'status:completed')).toMatch(/Divide numbers/);
  expect(await person('status')).toMatch(/4 completed/);
});
