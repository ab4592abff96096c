import { present } from '../../base/present.ts';
import { type KnownAgent, programOf } from '../../work/agents/known-agents.ts';
import type { Approved } from '../../work/config/approval.ts';
import { TOKEN_VARIABLE } from '../../work/people/tokens.ts';
import { exitText } from '../providers/provider.ts';
import { findProgram, programProblem } from './find-program.ts';

/** Time limit for a program to print its version, in ms. Its first start from a slow disk takes seconds. */
const ANSWER_MS = 15_000;
/** Maximum length of the program's output that is kept, in characters. */
const MAX_OUTPUT = 2_000;

export interface AgentCheck {
  name: string;
  /** The program in the agent's record: a name or a path. */
  program: string;
  /** Path of the program's file; null if the program was not found. */
  file: string | null;
  /** The program's version; null for a provider of kind `command`, whose program is not started. */
  version: string | null;
  /** True if the program starts and prints its version; for a command, true if the program exists. */
  answers: boolean;
  /** The reason why the agent can't be used, on one line. */
  problem?: string;
}

export interface CheckContext {
  env: NodeJS.ProcessEnv;
  /** Folder that a command's relative path starts from. */
  cwd: string;
  answerMs?: number;
}

/**
 * Checks that an agent's program exists and works. It runs Claude and Codex with `--version`, which costs nothing. It
 * doesn't run a command, because running it could have any effect.
 */
export async function checkAgent(
  agent: Approved<KnownAgent>,
  { env, cwd, answerMs = ANSWER_MS }: CheckContext,
): Promise<AgentCheck> {
  const program = programOf(agent);
  const file = findProgram(program, { path: env.PATH, cwd });
  const about = { name: agent.name, program, file: file ?? null, version: null };
  const problem = programProblem(program, { path: env.PATH, cwd });
  if (file === undefined || problem !== undefined) return { ...about, answers: false, ...present({ problem }) };
  if (agent.provider === 'command') return { ...about, answers: true };
  const said = await callVersion(file, { env, cwd, answerMs });
  const version = versionIn(said.stdout);
  if (!said.failed && version !== undefined) return { ...about, version, answers: true };
  return { ...about, answers: false, problem: problemOf(said, answerMs) };
}

interface VersionCall {
  stdout: string;
  stderr: string;
  failed: boolean;
  exitCode?: number | undefined;
  signal?: string | undefined;
  /** The operating system's reason why the program could not start. */
  originalMessage?: string | undefined;
  late: boolean;
}

/** Runs `--version` in a process group, which it kills afterwards, because these programs start others. */
async function callVersion(file: string, { env, cwd, answerMs }: Required<CheckContext>): Promise<VersionCall> {
  const { execa } = await import('execa');
  const child = execa(file, ['--version'], {
    cwd,
    env: { ...env, [TOKEN_VARIABLE]: undefined, DISABLE_AUTOUPDATER: '1' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    detached: true,
    maxBuffer: MAX_OUTPUT,
    encoding: 'utf8',
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endGroup(child.pid);
  }, answerMs);
  try {
    return { ...(await child), late };
  } finally {
    clearTimeout(timer);
    endGroup(child.pid);
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has already ended.
  }
}

/** Finds the version in `2.1.4 (Claude Code)` or `codex-cli 0.80.0`. */
function versionIn(text: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?[\w.+-]*/.exec(text)?.[0];
}

function problemOf(said: VersionCall, answerMs: number): string {
  if (said.late) return `--version printed nothing for ${answerMs / 1_000} s`;
  const last = (said.stderr || said.stdout).trim().split('\n').at(-1) ?? '';
  const quoted = last === '' ? '' : `: ${last.slice(0, 200)}`;
  const { exitCode: code = null, signal = null } = said;
  if (code === null && signal === null) return `it can't be started: ${said.originalMessage ?? 'unknown'}`;
  return code === 0 ? `--version printed no version${quoted}` : `--version ${exitText({ code, signal })}${quoted}`;
}
