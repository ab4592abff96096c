import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { toInstant } from '../../domain/instant.ts';
import { KEPT_COMMANDS } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { mentionsCommand } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { isInside } from '../../store/index.ts';
import { fromCache } from '../covered/from-cache.ts';
import { provesNothing } from '../covered/ran.ts';
import type { LoggedEvent } from './event-words.ts';
import { readEvents } from './events.ts';

/** A command line of the agent that exited with 0. `ms` is the time of its start, in epoch milliseconds. */
interface AgentCommand {
  command: string;
  ms: number;
}

/** Names of the tools that execute a command line, as Claude Code and Codex have them. */
const SHELLS: ReadonlySet<string> = new Set(['Bash', 'command_execution']);

/**
 * Lists the command lines in a run's events of which the agent's program told that they exited with 0, as they are and
 * without their folder. A call whose end another one may have, or of a subagent, which may have its own worktree, is none.
 */
function commandsIn(events: readonly LoggedEvent[], tree: string): AgentCommand[] {
  const begun = new Map<string, AgentCommand | undefined>();
  const reusable = new Set<string>();
  return events.flatMap((event) => {
    // A program that was killed has not ended its calls, and the next one may use their ids again.
    if (event.type === 'started') for (const id of begun.keys()) reusable.add(id);
    if (event.type === 'tool') {
      const isFirst = reusable.delete(event.id) || !begun.has(event.id);
      const isTwice = !isFirst && begun.get(event.id)?.command === event.summary;
      const isKnown = isFirst && event.id !== '' && SHELLS.has(event.name) && !event.agent;
      if (!isTwice) begun.set(event.id, isKnown ? { command: event.summary, ms: Date.parse(event.at) } : undefined);
    }
    if (event.type !== 'tool_end') return [];
    const one = begun.get(event.id);
    begun.delete(event.id);
    if (!one || one.command.endsWith('…') || event.exit !== 0) return [];
    if (provesNothing(event.summary) || fromCache(event.summary)) return [];
    return [lineOf(one.command), commandOf(one.command, tree)].map((command) => ({ ...one, command }));
  });
}

/** A shell of the system, as Codex puts it around a line, in quotes without another quote, an escape or a substitution: `bash -lc 'npm test'`. */
const WRAPPED = /^(?:(?:\/usr)?\/bin\/)?(?:bash|zsh|sh) -l?c (?:'([^']*)'|"([^"\\$`]*)")$/;

/** A change of the folder before a command, whose name is one plain word or in quotes. */
const IN_FOLDER = /^cd (?:'([^']+)'|"([^"\\$`]+)"|([\w@%+=:,./][\w@%+=:,./-]*)) && (.*)$/s;

/**
 * Returns the command that a line executes, without the shell around it and without `cd FOLDER &&` to a folder of the
 * worktree. Everything else in a line belongs to the command, so a line with more than a command is another command.
 */
export function commandOf(line: string, tree: string): string {
  const inner = lineOf(line);
  const [, single, double, plain, command] = IN_FOLDER.exec(inner) ?? [];
  const folder = single ?? double ?? plain;
  return folder !== undefined && command !== undefined && isInTree(resolve(tree, folder), tree)
    ? command.trim()
    : inner;
}

function lineOf(line: string): string {
  const wrapped = WRAPPED.exec(line.trim());
  return (wrapped?.[1] ?? wrapped?.[2] ?? line).trim();
}

/** Checks whether a folder exists in the worktree, without links that lead out of it. */
function isInTree(folder: string, tree: string): boolean {
  try {
    return isInside(realpathSync(folder), realpathSync(tree));
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
 * content (mtime), and a new mode doesn't change it. A moved folder leaves the times of its files, so its move counts.
 */
function lastChange(tree: string, changed: readonly string[], all: readonly string[]): number {
  const places = new Set<string>();
  for (const path of [...changed, ...all])
    for (let place = path; place !== '.' && !places.has(place); place = dirname(place)) places.add(place);
  // Nobody looks into a submodule.
  if (changed.some((path) => statIn(tree, path)?.isDirectory())) return Number.POSITIVE_INFINITY;
  return [...places].reduce((last, place) => Math.max(last, changeOf(tree, place)), 0);
}

function changeOf(tree: string, path: string): number {
  const stat = statIn(tree, path);
  if (!stat) return path === '.' ? Number.POSITIVE_INFINITY : goneBefore(tree, dirname(path));
  const { mtimeMs, ctimeMs } = stat;
  // A command that writes reports or caches changes both times of their folder; a move changes only one.
  if (stat.isDirectory()) return ctimeMs > mtimeMs ? Math.floor(ctimeMs) : 0;
  return Math.floor(Math.max(mtimeMs, ctimeMs));
}

/** Returns when the nearest existing folder of a deleted file last changed. */
function goneBefore(tree: string, folder: string): number {
  const stat = statIn(tree, folder);
  if (stat) return Math.floor(Math.max(stat.mtimeMs, stat.ctimeMs));
  return folder === '.' ? Number.POSITIVE_INFINITY : goneBefore(tree, dirname(folder));
}

function statIn(tree: string, path: string): Stats | undefined {
  try {
    return lstatSync(join(tree, path));
  } catch {
    return undefined;
  }
}
