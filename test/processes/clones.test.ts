import childProcess, { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isReadOnly } from '../../src/commands/command.ts';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import { render } from '../../src/commands/render.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { answer } from '../../src/interfaces/hooks/answer-event.ts';
import type { BackgroundJob } from '../../src/work/processes/background-job.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { carrying, killCarrying } from '../support/carrying.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { runs, SEED } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';
import { testServer } from '../support/test-server.ts';
import { ADA } from '../support/workspace.ts';
import { type Clone, CONTENTS, FOLDERS, PLANTED, plantedStore } from './clones.ts';

const plugin = builtPlugin();

/** Each content in each folder; the first round has every content once and, between them, every folder; `npm test` plays half of it. */
const SHAPES = FOLDERS.flatMap((_, round) =>
  Object.keys(CONTENTS).map((what, row) => ({ what, folder: FOLDERS[(row + round + SEED) % FOLDERS.length]! })),
);

let shared: Pick<Clone, 'store' | 'canary'> & { folder: string };

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clones-')));
  const canary = join(folder, 'canary');
  mkdirSync(join(folder, 'template'));
  git(join(folder, 'template'), 'init', '-q');
  shared = { folder, canary, store: await plantedStore(folder, canary) };
});

afterAll(() => rmSync(shared.folder, { recursive: true, force: true }));

interface Made {
  root: string;
  home: string;
  /** Where somebody may stand in it. */
  cwds: string[];
}

/** A clone of that shape, and the empty home of whoever made it. */
function cloned({ what, folder }: (typeof SHAPES)[number]): Made {
  const around = tempFolder('clone');
  const [root, home] = [join(around, 'clone'), join(around, 'home')];
  cpSync(join(shared.folder, 'template'), root, { recursive: true });
  mkdirSync(home);
  const at = join(root, folder);
  mkdirSync(at, { recursive: true });
  const cwds = CONTENTS[what]!({ ...shared, root, at });
  return { root, home, cwds: [...new Set([...cwds, root])] };
}

/** What a write to any file in a folder would change. What Node compiled of the program itself is no part of it. */
function fingerprint(folder: string): string[] {
  const facts = lstatSync(folder);
  const content =
    facts.isFile() && facts.size < 2 ** 20 ? createHash('sha1').update(readFileSync(folder)).digest('hex') : '';
  const target = facts.isSymbolicLink() ? readlinkSync(folder) : '';
  const own = `${folder} ${facts.mode} ${facts.mtimeMs} ${content} ${target}`;
  if (!facts.isDirectory()) return [own];
  return [
    own,
    ...readdirSync(folder)
      .sort()
      .flatMap((name) => fingerprint(join(folder, name))),
  ];
}

/** Calls of this process that start another one are noted until the test ends. */
function noteStarts(): string[] {
  const started: string[] = [];
  const names = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const;
  const before = names.map((name) => [name, childProcess[name]] as const);
  const put = (functions: object) => {
    Object.assign(childProcess, functions);
    syncBuiltinESMExports();
  };
  onTestFinished(() => put(Object.fromEntries(before)));
  put(
    Object.fromEntries(
      before.map(([name, call]) => [
        name,
        (...args: unknown[]) => {
          started.push(`${name} ${JSON.stringify(args.slice(0, 2))}`);
          return (call as (...args: unknown[]) => unknown)(...args);
        },
      ]),
    ),
  );
  return started;
}

/** What commands cannot do without. */
const INPUTS: Readonly<Record<string, object>> = {
  task_info: { id: 1 },
  task_search: { text: 'task' },
  task_doc_read: { id: 1 },
  run_show: { run: 'r1' },
  claim_check: { entry: 'a.txt' },
};
/** These commands start git: they ask about git itself, or read files of a commit. */
const ASK_GIT = [
  ...['repo_status', 'git_hook_status', 'release_snapshot', 'repo_history'],
  ...['config_show', 'config_explain', 'pass_list'],
];
const READING = COMMANDS.filter((command) => isReadOnly(command) && !ASK_GIT.includes(command.name));
const CORE = ['task_list', 'backlog_status', 'task_info', 'run_list', 'orchestrator_explain', 'task_search'];

/** Those that are played in a shape: some always, the others in turns. */
function played(shape: number): string[] {
  return READING.map(({ name }) => name).filter((name, n) => CORE.includes(name) || n % 10 === shape % 10);
}

describe('nothing of a clone is executed, nothing is written, nothing in it is shown as ours', () => {
  test('the table has more than a hundred shapes, and these commands read', () => {
    expect(SHAPES.length).toBeGreaterThan(100);
    expect(CORE.filter((name) => !READING.some((command) => command.name === name))).toEqual([]);
  });

  const contents = Object.keys(CONTENTS).length;
  const first = SHAPES.slice(0, runs(Math.ceil(contents / 4), contents));
  test.each(first.map(({ what, folder }, n) => [what, folder, n] as const))('%s, in %s', async (what, folder, n) => {
    const { root, home, cwds } = cloned({ what, folder });
    const before = [fingerprint(root), fingerprint(home)];
    const started = noteStarts();
    for (const cwd of cwds) {
      const env = { BACKLOG_HOME: join(home, '.backlog'), CLAUDE_PROJECT_DIR: cwd };
      const told = [
        ...(await readIn({ cwd, env, names: played(n), started })),
        ...(await readIn({ cwd, env, names: ['doctor'], started, tolerant: true })),
      ];
      expect(told.filter((text) => text.includes(PLANTED))).toEqual([]);
      const said = (await hooksIn(cwd, env)).map((output) => JSON.stringify(output));
      // A damaged marker is named once.
      expect(said.filter((text) => text.includes(PLANTED) || !/\/backlog is damaged: /.test(text))).toEqual([]);
    }
    expect(started).toEqual([]);
    expect([fingerprint(root), fingerprint(home)]).toEqual(before);
    expect(existsSync(shared.canary)).toBe(false);
  });

  test.each(everyNth(3, ['a git config that executes', 'git hooks', 'what looks like a submodule']))(
    'what asks git about itself executes nothing of %s',
    async (what) => {
      const { root, home, cwds } = cloned({ what, folder: 'pkg' });
      const before = [fingerprint(root), fingerprint(home)];
      for (const cwd of cwds)
        await readIn({ cwd, env: { BACKLOG_HOME: join(home, '.backlog') }, names: ASK_GIT, started: [] });
      expect([fingerprint(root), fingerprint(home)]).toEqual(before);
      expect(existsSync(shared.canary)).toBe(false);
    },
  );
});

/** What reading commands say there; a refusal is as good. */
async function readIn(call: {
  cwd: string;
  env: Record<string, string>;
  names: readonly string[];
  started: string[];
  /** Opened as a command is that looks into damage. */
  tolerant?: boolean;
}): Promise<string[]> {
  const { cwd, env, names, started, tolerant = false } = call;
  const start = (job: BackgroundJob) => started.push(JSON.stringify(job));
  const told: string[] = [];
  const hold = async (step: () => Promise<void>) => {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      told.push(`${error.message} ${error.hint}`);
    }
  };
  await hold(async () => {
    const opened = await openWorkspace({ cwd, env, start, tolerant });
    for (const name of names)
      await hold(async () => {
        const executed = await execute(opened, ADA, commandNamed(name), INPUTS[name] ?? {});
        told.push(await render(executed), JSON.stringify(executed.output));
      });
    await opened.close();
  });
  return told;
}

/** What hooks print there: they have nothing to say where nobody has a queue. */
async function hooksIn(cwd: string, env: Record<string, string>): Promise<object[]> {
  const host = { env, now: Date.now, client: () => undefined };
  const printed = HOOKS(cwd).map(([event, payload]) => answer(event, { session_id: 's1', cwd, ...payload }, host));
  return (await Promise.all(printed)).filter((output) => output !== undefined);
}

const HOOKS = (cwd: string): [string, object][] => {
  const edit = { tool_name: 'Write', tool_use_id: 't1', tool_input: { file_path: join(cwd, 'a.txt'), content: 'x' } };
  return [
    ['SessionStart', { source: 'startup' }],
    ['UserPromptSubmit', { prompt: 'task 1' }],
    ['PreToolUse', edit],
    ['PostToolUse', { ...edit, tool_response: {} }],
  ];
};

describe('the programs themselves, in the tree of a planted run', () => {
  test('command line, hooks and server start nothing and write nothing', async () => {
    const { root, home, cwds } = cloned({ what: 'a store with the tree of a run of the clone', folder: 'pkg' });
    const before = fingerprint(root);
    const cwd = cwds[0]!;
    const mark = `CLONE_MARK=${root}`;
    const env = { ...ENVIRONMENT, HOME: home, CLONE_MARK: root, CLAUDE_PROJECT_DIR: cwd };
    onTestFinished(() => killCarrying(mark));
    const run = (script: string, args: string[], input = '') =>
      spawnSync(process.execPath, [script, ...args], { cwd, env, input, encoding: 'utf8' }).stdout;
    expect(run(plugin.cli, ['list'])).toContain('No tasks');
    expect(run(plugin.cli, ['doctor'])).not.toContain(PLANTED);
    for (const [event, payload] of HOOKS(cwd))
      expect(run(plugin.hook, [event], JSON.stringify({ session_id: 's1', cwd, ...payload }))).toBe('');
    const server = testServer({ server: plugin.server, cwd, env });
    await server.initialize();
    for (const name of ['backlog_status', 'task_list'])
      expect(JSON.stringify(await server.request('tools/call', { name, arguments: {} }))).not.toContain(PLANTED);
    server.end('closed stdin');
    await server.ended;
    expect(carrying(mark)).toEqual([]);
    expect(fingerprint(root)).toEqual(before);
    expect(existsSync(shared.canary)).toBe(false);
  });
});
