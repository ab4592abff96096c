import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { toInstant } from '../../domain/instant.ts';
import { KEPT_COMMANDS } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { mentionsCommand } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { fromCache } from '../covered/from-cache.ts';
import { provesNothing } from '../covered/ran.ts';
import type { LoggedEvent } from './event-words.ts';
import { readEvents } from './events.ts';

/** A command line of the agent that exited with 0. `ms` is the time of its start, in epoch milliseconds. */
interface AgentCommand {
  command: string;
  ms: number;
}

/**
 * Names of the tools that execute a command line, as Claude Code and Codex have them, and whether each of their lines
 * begins in the worktree. Codex does not print the folder that the agent chooses for a line (`workdir`).
 */
const SHELLS: Readonly<Record<string, { inTree: boolean }>> = {
  Bash: { inTree: true },
  command_execution: { inTree: false },
};

/**
 * Lists the command lines in a run's events of which the agent's program told that they exited with 0, and that began in
 * the worktree. A call whose end another one may have, or of a subagent, which may have its own worktree, is none.
 */
function commandsIn(events: readonly LoggedEvent[], tree: string): AgentCommand[] {
  const begun = new Map<string, (AgentCommand & { inTree: boolean }) | undefined>();
  const reusable = new Set<string>();
  return events.flatMap((event) => {
    // A program that was killed has not ended its calls, and the next one may use their ids again.
    if (event.type === 'started') for (const id of begun.keys()) reusable.add(id);
    if (event.type === 'tool') {
      const isFirst = reusable.delete(event.id) || !begun.has(event.id);
      const isTwice = !isFirst && begun.get(event.id)?.command === event.summary;
      const shell = isFirst && event.id !== '' && !event.agent ? SHELLS[event.name] : undefined;
      if (!isTwice) begun.set(event.id, shell && { ...shell, command: event.summary, ms: Date.parse(event.at) });
    }
    if (event.type !== 'tool_end') return [];
    const one = begun.get(event.id);
    begun.delete(event.id);
    if (!one || one.command.endsWith('…') || event.exit !== 0) return [];
    if (provesNothing(event.summary) || fromCache(event.summary)) return [];
    const command = commandOf(one.command, tree, one.inTree);
    return command === undefined ? [] : [{ command, ms: one.ms }];
  });
}

/** A shell of the system, as Codex puts it around a line, in quotes without another quote, an escape or a substitution: `bash -lc 'npm test'`. */
const WRAPPED = /^(?:(?:\/usr)?\/bin\/)?(?:bash|zsh|sh) -l?c (?:'([^']*)'|"([^"\\$`]*)")$/;

/** A change to an absolute folder before a command. */
const IN_FOLDER = /^cd (?:'(\/[^']*)'|"(\/[^"\\$`]*)"|(\/[\w@%+=:,./-]*)) && (.*)$/s;

/**
 * Returns the command that a line executes in the worktree, without the shell around it and without `cd WORKTREE &&`.
 * Everything else in a line belongs to the command, so a line with more than a command is another command.
 * @param inTree whether the line begins in the worktree. Otherwise only its `cd` tells where it is executed.
 * @returns undefined if nobody knows where the line is executed
 */
export function commandOf(line: string, tree: string, inTree: boolean): string | undefined {
  const wrapped = WRAPPED.exec(line.trim());
  const inner = (wrapped?.[1] ?? wrapped?.[2] ?? line).trim();
  const [, single, double, plain, command] = IN_FOLDER.exec(inner) ?? [];
  if (command !== undefined && isTree(single ?? double ?? plain ?? '', tree)) return command.trim();
  return inTree ? inner : undefined;
}

function isTree(folder: string, tree: string): boolean {
  try {
    return realpathSync(folder) === realpathSync(tree);
  } catch {
    return false;
  }
}

/** What makes a line more than one program with its arguments. Evidence that only mentions a command can't name such a line. */
const OPERATORS = /[|&;<>`$()#\n]/;

/** Number of bytes at the end of a run's events that are searched for commands. */
const SEARCHED = 8 * 1024 * 1024;

/** The files of a run's result. */
interface ResultFiles {
  /** The worktree. */
  tree: string;
  changed: readonly string[];
  /** Reads the paths of all files. Undefined for a very long list. */
  all: () => Promise<readonly string[] | undefined>;
}

/**
 * Lists the agent's commands that the criteria of its task or their evidence name, and that began after the last change
 * of a file in the worktree.
 */
export async function commandsOfResult(
  file: string,
  { tree, changed, all }: ResultFiles,
  { acceptance = [] }: Pick<Task, 'acceptance'>,
): Promise<Pick<NonNullable<Run['result']>, 'commands'>> {
  const named = ({ command }: AgentCommand) =>
    acceptance.some(
      ({ by, met }) =>
        by === command || (met !== undefined && !OPERATORS.test(command) && mentionsCommand(met.evidence, command)),
    );
  if (!acceptance.some(({ by, met }) => by !== undefined || met !== undefined)) return {};
  const found = commandsIn(lastEvents(file), tree).filter(named);
  const paths = found.length > 0 ? await all() : undefined;
  if (!paths) return {};
  const since = lastChange(tree, changed, paths);
  const later = found.filter(({ ms }) => ms >= since);
  const unique = [...new Map(later.map(({ command, ms }) => [command, { command, at: toInstant(ms) }])).values()];
  return unique.length > 0 ? { commands: unique.slice(0, KEPT_COMMANDS) } : {};
}

function lastEvents(file: string): LoggedEvent[] {
  const all: LoggedEvent[] = [];
  for (let from = -SEARCHED; ; ) {
    const { events, next } = readEvents(file, from);
    all.push(...events);
    if (events.length === 0 || next === from) return all;
    from = next;
  }
}

/**
 * Returns when a file of the result last changed, in epoch milliseconds. A file that the agent put back counts, too: it is
 * not in the result, but a command may have found it changed. A file that is moved here or copied keeps the time of its
 * content (mtime), and a new mode doesn't change it. A moved folder leaves the times of its files, so folders count.
 */
function lastChange(tree: string, changed: readonly string[], all: readonly string[]): number {
  const places = new Set<string>();
  for (const path of [...changed, ...all])
    for (let place = path; place !== '.' && !places.has(place); place = dirname(place)) places.add(place);
  // Nobody looks into a submodule.
  if (changed.some((path) => statIn(tree, path)?.isDirectory())) return Number.POSITIVE_INFINITY;
  return [...places].reduce((last, place) => Math.max(last, changeOf(tree, place)), 0);
}

/** Returns the time of the nearest existing folder for a deleted file. */
function changeOf(tree: string, path: string): number {
  const stat = statIn(tree, path);
  if (stat) return Math.floor(Math.max(stat.mtimeMs, stat.ctimeMs));
  return path === '.' ? Number.POSITIVE_INFINITY : changeOf(tree, dirname(path));
}

function statIn(tree: string, path: string): Stats | undefined {
  try {
    return lstatSync(join(tree, path));
  } catch {
    return undefined;
  }
}
