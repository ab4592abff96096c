import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import type { Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { type KnownAgent, knownAgents, programOf } from '../../work/agents/known-agents.ts';
import type { Context } from '../../work/workspace/context.ts';

/**
 * Finds the executable file of a program, as execvp(3) does: the first match along PATH. A name with a slash is a path
 * relative to `cwd`. Skips empty and relative entries of PATH, because they depend on the current folder, into which an
 * agent can write.
 * @returns undefined if there is no such program
 */
export function findProgram(
  name: string,
  { path, cwd }: { path: string | undefined; cwd: string },
): string | undefined {
  if (name === '' || name.includes('\0')) return undefined;
  if (name.includes('/')) return asProgram(resolve(cwd, name));
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => asProgram(resolve(folder, name))).find((file) => file !== undefined);
}

/**
 * Says why a program can't be started, with the command that cures it. Every text about a missing program asks here.
 * @returns undefined if it can be started
 */
export function programProblem(name: string, around: Parameters<typeof findProgram>[1]): string | undefined {
  if (findProgram(name, around) !== undefined) return undefined;
  if (!name.includes('/')) return `no folder of PATH has the program ${name}`;
  const file = resolve(around.cwd, name);
  const stat = statsOf(file);
  if (!stat) return `the program ${name} does not exist`;
  if (!stat.isFile()) return `the program ${name} is not a file`;
  return `the program ${name} is not executable: \`chmod +x ${shellWord(file)}\``;
}

/** Says why the agent's program can't be started. @param cwd the folder of relative paths */
export function agentProblem(agent: KnownAgent, cwd: string): string | undefined {
  return programProblem(programOf(agent), { path: process.env.PATH, cwd });
}

/** Returns the sentence about an agent whose program can't be started, for each command that starts or continues a run. */
export function cantStartText(agent: KnownAgent, cwd: string): string | undefined {
  const problem = agentProblem(agent, cwd);
  return problem === undefined ? undefined : `${agent.name} can't start: ${problem}`;
}

/** Returns this sentence for a run that waits for its supervisor or works. Undefined for other runs. */
export function cantStartRun(run: Run, { store, cwd }: Pick<Context, 'store' | 'cwd'>): string | undefined {
  const agent = knownAgents(store.state).find(({ name }) => name === run.agent);
  return agent && isLive(run.state) ? cantStartText(agent, cwd) : undefined;
}

function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** Returns the file of the agent's program; undefined if it isn't installed. @param cwd the folder of relative paths */
export function programFile(agent: KnownAgent, cwd: string): string | undefined {
  return findProgram(programOf(agent), { path: process.env.PATH, cwd });
}

/** Returns the enabled agents whose programs are installed, sorted by name. */
export function usableAgents(state: Parameters<typeof knownAgents>[0], cwd: string): KnownAgent[] {
  return knownAgents(state).filter((agent) => agent.enabled && programFile(agent, cwd) !== undefined);
}

function asProgram(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}
