import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { shellWord } from '../../../base/shell-word.ts';
import { refuse } from '../../../domain/errors.ts';
import type { Run } from '../../../domain/records.ts';
import { howToAddAgent, PROVIDER_NAMES, PROVIDER_PROGRAMS } from '../../../domain/runs/providers.ts';
import { findProgram } from '../../../runs/agents/find-program.ts';
import { processesWith, signal } from '../../../runs/process/sweep.ts';
import { unmarked } from '../../../runs/supervisor/start-supervisor.ts';
import { fitted } from '../help/fitted.ts';
import type { Program, Streams } from '../io.ts';
import { AGENT_FILE, AGENT_SCRIPT, PLAN, PLAN_FILE, RUNS, type Scene, type SceneLine, scenes } from './scenes.ts';

/** Time to read a scene at a terminal, in milliseconds. */
const PAUSE_MS = 3_000;
const POLL_MS = 100;
/** Maximum duration of a run in milliseconds: of the script, of a coding agent. */
const PATIENCE_MS = { script: 120_000, agent: 20 * 60_000 };
/** Width of the output where the terminal doesn't report its width. */
const USUAL = 80;
const SIGNALS = { SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Plays the tutorial in a scratch folder: types each line at its own command line, and prints the line and its output.
 * This process then works for the scratch folder only: its environment names no queue of the person.
 * @returns the exit code
 * @throws BacklogError if a line or a run of the demo fails
 */
export async function playDemo(
  { keep = false, agent, json }: { keep?: boolean | undefined; agent?: string | undefined; json: boolean },
  streams: Streams,
  program: Program,
): Promise<number> {
  if (json) refuse('usage', 'demo has no --json: its output is for people');
  const started = performance.now();
  const script = agent === undefined ? { [AGENT_FILE]: AGENT_SCRIPT } : {};
  const scratch = makeScratch({ 'package.json': '{ "type": "module" }\n', ...script }, process.env);
  writeFileSync(join(scratch.project, PLAN_FILE), PLAN);
  adopt(scratch.env);
  clearAtExit(scratch, keep, streams.interrupted);
  const person: Person = { scratch, streams, program, patience: PATIENCE_MS[agent === undefined ? 'script' : 'agent'] };
  streams.out(`The tutorial in ${scratch.folder}:`);
  for (const [at, scene] of scenes(agent).entries()) {
    await playScene(`${at + 1}. ${scene.says}`, scene, person);
    if (streams.interrupted.aborted) return 130;
  }
  streams.out(`\n${ending(scratch, keep, Math.round((performance.now() - started) / 1000))}`);
  return 0;
}

/** Clears the scratch folder when the process ends. An interrupted demo isn't kept. */
function clearAtExit(scratch: Scratch, keep: boolean, interrupted: AbortSignal): void {
  let ended = false;
  for (const [name, code] of Object.entries(SIGNALS))
    process.once(name, () => {
      ended = true;
      process.exit(code);
    });
  process.once('exit', () => (keep && !ended && !interrupted.aborted ? undefined : scratch.clear()));
}

/** A person at the keyboard, in the scratch folder. */
interface Person {
  scratch: Scratch;
  streams: Streams;
  program: Program;
  patience: number;
}

/** Replaces this process's environment, which all processes that it starts inherit. */
function adopt(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
}

async function playScene(title: string, { after, lines }: Scene, person: Person): Promise<void> {
  const { streams } = person;
  if (after !== undefined) await bothReach(after, person);
  if (streams.interrupted.aborted) return;
  streams.out(`\n${bold(fitted(title, streams.size().columns), streams)}`);
  for (const line of lines) {
    const { code, said } = await typed(line, person);
    if (streams.interrupted.aborted) return;
    streams.out(`$ ${lineText(line)}\n${said.trimEnd()}`);
    if (code !== 0) refuse('conflict', `the demo ended early: \`${lineText(line)}\` failed`, KEPT_HINT);
  }
  if (streams.rewrites) await pause(PAUSE_MS, streams.interrupted);
}

const KEPT_HINT = { hint: 'Check this machine: `backlog doctor`' };

/** Waits until both runs are in a state. @throws BacklogError if one ends earlier, or not in time */
async function bothReach(state: Run['state'], person: Person): Promise<void> {
  const { streams, patience } = person;
  for (const late = performance.now() + patience; ; ) {
    const runs = await runsOf(person);
    if (streams.interrupted.aborted) return;
    streams.put?.(`\r\u001b[K${runs.map((run) => `${run.id} ${run.state}`).join(', ')}`);
    const has = runs.filter((run) => run.state === state);
    if (has.length === RUNS.length) break;
    const failed = runs.find((run) => ENDED.has(run.state) && run.state !== state);
    if (failed || performance.now() > late) {
      streams.put?.('\r\u001b[K');
      const { id, state: is, reason } = failed ?? runs.find((each) => each.state !== state)!;
      refuse('conflict', `the demo ended early: run ${id} is ${is}${reason ? `: ${reason.text}` : ''}`, KEPT_HINT);
    }
    await pause(POLL_MS, streams.interrupted);
  }
  streams.put?.('\r\u001b[K');
}

const ENDED: ReadonlySet<string> = new Set<Run['state']>(['failed', 'stopped', 'interrupted', 'merged']);

type RunState = Pick<Run, 'id' | 'state' | 'reason'>;

async function runsOf(person: Person): Promise<RunState[]> {
  const { said } = await typed({ backlog: ['run', 'list', '--all', '--json'] }, person);
  return (JSON.parse(said) as { runs: { run: RunState }[] }).runs.map(({ run }) => run);
}

/** Runs a line in the scratch repository, as a person at a terminal. */
async function typed(line: SceneLine, { scratch, streams, program }: Person): Promise<{ code: number; said: string }> {
  const { project, env } = scratch;
  if ('git' in line) return { code: 0, said: execFileSync('git', line.git, { cwd: project, env, encoding: 'utf8' }) };
  let said = '';
  const hear = (text: string) => {
    said += `${text}\n`;
  };
  const code = await program(line.backlog, {
    ...{ out: hear, err: hear, stdin: async () => '', isTerminal: true, rewrites: true, cwd: project },
    bytes: (bytes) => {
      said += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString();
    },
    size: () => ({ columns: streams.size().columns || Number(env.COLUMNS) || USUAL }),
    // The output has the person's colours, and none in a pipe.
    env: streams.rewrites || env.FORCE_COLOR ? env : { ...env, NO_COLOR: '1' },
    interrupted: streams.interrupted,
  });
  return { code, said };
}

function lineText(line: SceneLine): string {
  const words = 'git' in line ? ['git', ...line.git] : ['backlog', ...line.backlog];
  return words.map(shellWord).join(' ');
}

/** Waits, unless Ctrl+C ends the demo. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

const bold = (text: string, { rewrites, env }: Streams) =>
  rewrites && !env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text;

/** Returns the next step, which fits the agents that are installed. */
function nextText(cwd: string): string {
  const [name] = PROVIDER_NAMES.filter((each) =>
    findProgram(PROVIDER_PROGRAMS[each] ?? '', { path: process.env.PATH, cwd }),
  );
  const run = name === 'claude' ? 'backlog run 1' : `backlog run 1 --agent ${name}`;
  const begin = 'Next, in your own repository: `backlog add "…"`';
  if (name !== undefined) return `${begin}, then \`${run}\`.`;
  return `${begin}. Neither Claude Code nor Codex is installed here. ${howToAddAgent()}. Then \`backlog run 1\`.`;
}

function ending({ folder, project, home }: Scratch, keep: boolean, seconds: number): string {
  const next = nextText(project);
  if (!keep) return `That took ${seconds} s. Removed ${folder}; \`backlog demo --keep\` keeps it.\n${next}`;
  return [
    `That took ${seconds} s. Everything is in ${folder}. To use its queue:`,
    `cd ${shellWord(project)} && export BACKLOG_HOME=${shellWord(home)}`,
  ].join('\n');
}

/** A temporary folder with a small git repository, and with a folder for Backlog's data. */
export interface Scratch {
  folder: string;
  project: string;
  home: string;
  env: NodeJS.ProcessEnv;
  /**
   * Kills the processes that use the scratch folder's queue, and removes the folder. Runs synchronously, so that a
   * process can call it at its exit.
   */
  clear(): void;
}

/** Creates the folder with these files, by their paths relative to the repository. Commits the files inside it. */
export function makeScratch(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Scratch {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'backlog-demo-'));
  const [project, home] = [join(folder, 'shop'), join(folder, 'home')];
  const own = scratchEnvironment(env, folder, home);
  mkdirSync(home);
  mkdirSync(project);
  writeFileSync(join(folder, 'gitconfig'), '[user]\n\tname = Demo\n\temail = demo@example.org\n');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, env: own, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=An empty shop');
  return { folder, project, home, env: own, clear: () => clear(folder, home) };
}

/** Returns the person's environment without their queue, their git configuration, and marks of an agent. */
function scratchEnvironment(env: NodeJS.ProcessEnv, folder: string, home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(unmarked(env)).filter(([name]) => !/^(BACKLOG|GIT)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    // The agent's command line names `node` without a path.
    PATH: [dirname(process.execPath), env.PATH ?? ''].join(delimiter),
    BACKLOG_HOME: home,
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** Maximum number of times that the processes are listed and killed. */
const PASSES = 10;

function clear(folder: string, home: string): void {
  const queues = join(home, 'workspaces');
  const stores = foldersIn(queues).map((name) => ({ BACKLOG_DIR: join(queues, name) }));
  const left = () => [{ BACKLOG_HOME: home }, ...stores].flatMap((marks) => processesWith(marks) ?? []);
  // A process that starts another one while this reads the list is found by the next pass.
  for (let pass = 0, found = left(); pass < PASSES && found.length > 0; pass++, found = left())
    for (const { pid } of found) signal(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
