import { type KnownAgent, programOf } from '../../work/agents/known-agents.ts';
import { findProgram } from './find-program.ts';

/** How long a program may take to say its version, in milliseconds: a client that starts cold on a slow disk takes a few seconds. */
const ANSWER_MS = 15_000;
/** What is kept of what it says, in characters. */
const SAID = 2_000;

export interface AgentCheck {
  name: string;
  /** As it is written: a name, or a path. */
  program: string;
  /** The file that would be started; null when there is none. */
  file: string | null;
  /** null for a command, which is not started only to be asked. */
  version: string | null;
  /** Can it be started? Of a command: is its program there? */
  answers: boolean;
  /** What is wrong, on one line. */
  problem?: string;
}

export interface CheckContext {
  env: Readonly<Record<string, string | undefined>>;
  /** Where a relative path of a command starts. */
  cwd: string;
  answerMs?: number;
}

/**
 * Is an agent's program there, and does it answer? Claude and Codex are asked for their version, which makes no call that costs
 * anything. A command is only looked for: what it does when it is started is its own business.
 */
export async function checkAgent(
  agent: KnownAgent,
  { env, cwd, answerMs = ANSWER_MS }: CheckContext,
): Promise<AgentCheck> {
  const program = programOf(agent);
  const file = findProgram(program, { path: env.PATH, cwd });
  const about = { name: agent.name, program, file: file ?? null, version: null };
  if (file === undefined) return { ...about, answers: false, problem: missing(program) };
  if (agent.provider === 'command') return { ...about, answers: true };
  const said = await ask(file, { env, cwd, answerMs });
  const version = versionIn(said.stdout);
  if (!said.failed && version !== undefined) return { ...about, version, answers: true };
  return { ...about, answers: false, problem: problemOf(said, answerMs) };
}

function missing(program: string): string {
  return program.includes('/') ? 'there is no such program' : 'no folder of PATH has such a program';
}

/** How it ended, and what it said. */
interface Said {
  stdout: string;
  stderr: string;
  failed: boolean;
  exitCode?: number | undefined;
  signal?: string | undefined;
  /** Why it could not be started. */
  originalMessage?: string | undefined;
  late: boolean;
}

/** In a process group of its own, which goes as a whole: programs of this kind start others. */
async function ask(file: string, { env, cwd, answerMs }: Required<CheckContext>): Promise<Said> {
  const { execa } = await import('execa');
  const asked = execa(file, ['--version'], {
    cwd,
    env: { ...env, DISABLE_AUTOUPDATER: '1' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    detached: true,
    maxBuffer: SAID,
    encoding: 'utf8',
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endGroup(asked.pid);
  }, answerMs);
  try {
    return { ...(await asked), late };
  } finally {
    clearTimeout(timer);
    endGroup(asked.pid);
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** `2.1.4 (Claude Code)` and `codex-cli 0.80.0` both say one. */
function versionIn(text: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?[\w.+-]*/.exec(text)?.[0];
}

function problemOf(said: Said, answerMs: number): string {
  if (said.late) return `--version said nothing for ${answerMs / 1_000} s`;
  const last = (said.stderr || said.stdout).trim().split('\n').at(-1) ?? '';
  const told = last === '' ? '' : `: ${last.slice(0, 200)}`;
  if (said.signal !== undefined) return `--version was ended by ${said.signal}${told}`;
  if (said.exitCode === undefined) return `it cannot be started: ${said.originalMessage ?? 'unknown'}`;
  return said.exitCode === 0 ? `--version says no version${told}` : `--version ends with ${said.exitCode}${told}`;
}
