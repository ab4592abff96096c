import { lstatSync } from 'node:fs';
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

/** A command line of the agent that ended with success. `ms` is the time of its start, in epoch milliseconds. */
export interface AgentCommand {
  command: string;
  ms: number;
}

/** Names of the tools that execute a command line, as Claude Code and Codex have them. */
const SHELLS: ReadonlySet<string> = new Set(['Bash', 'command_execution']);

/** Lists the commands in a run's events that ended with success, the first ones first. */
export function commandsIn(events: readonly LoggedEvent[]): AgentCommand[] {
  const begun = new Map<string, AgentCommand>();
  return events.flatMap((event) => {
    if (event.type === 'tool' && SHELLS.has(event.name))
      begun.set(event.id, { command: event.summary, ms: Date.parse(event.at) });
    if (event.type !== 'tool_end') return [];
    const one = begun.get(event.id);
    begun.delete(event.id);
    if (!one || !event.ok || BACKGROUND.test(event.summary)) return [];
    if (provesNothing(event.summary) || fromCache(event.summary)) return [];
    return succeeded(one.command).map((command) => ({ command, ms: one.ms }));
  });
}

/** Begins the answer for a command that Claude Code goes on to run in the background: its exit code is not known. */
const BACKGROUND = /^Command (?:running|was manually backgrounded|started) in (?:the )?background/i;

/** A shell of Codex around a command: `bash -lc 'npm test'`. */
const WRAPPED = /^(?:\/\S*\/)?(?:bash|zsh|sh) -l?c (["']?)(.*)\1$/s;

/**
 * Returns the commands of a line that ended with 0 if the whole line did: those between `&&`. A line with another
 * operator has none, because its exit code can be that of another command.
 */
export function succeeded(line: string): string[] {
  const inner = WRAPPED.exec(line.trim())?.[2] ?? line.trim();
  if (inner.endsWith('…')) return [];
  const quotes: string[] = [];
  const bare = inner.replaceAll(QUOTED, (quote) => `\0${quotes.push(quote) - 1}\0`).replaceAll(/\s*2>&1/g, '');
  if (/[|;\n<>`]|\$\(|&(?!&)/.test(bare.replaceAll('&&', ''))) return [];
  return bare
    .split('&&')
    .map((part) => part.trim().replaceAll(MARK, (_, n) => quotes[Number(n)]!))
    .filter((part) => part !== '' && !/^cd\s/.test(part));
}

/** A quoted part of a line, in which no operator counts. In double quotes, a substitution does. */
const QUOTED = /"[^"\\`$]*"|'[^']*'/g;

/** What stands for a quoted part. */
const MARK = /\0(\d+)\0/g;

/** Number of bytes at the end of a run's events that are searched for commands. */
const SEARCHED = 8 * 1024 * 1024;

/**
 * Lists the agent's commands that the criteria of its task or their evidence name, and that began after the last change
 * of the result's files in the worktree.
 */
export function commandsOfResult(
  file: string,
  tree: string,
  changed: readonly string[],
  { acceptance = [] }: Pick<Task, 'acceptance'>,
): Pick<NonNullable<Run['result']>, 'commands'> {
  const named = (command: string) =>
    acceptance.some(({ by, met }) => by === command || (met !== undefined && mentionsCommand(met.evidence, command)));
  if (!acceptance.some(({ by, met }) => by !== undefined || met !== undefined)) return {};
  const since = lastChange(tree, changed);
  const found = commandsIn(lastEvents(file)).filter(({ command, ms }) => ms >= since && named(command));
  const unique = [...new Map(found.map(({ command, ms }) => [command, { command, at: toInstant(ms) }])).values()];
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

/** Returns when the changed files last changed, in epoch milliseconds. The folder of a deleted one counts instead. */
function lastChange(tree: string, changed: readonly string[]): number {
  return Math.max(0, ...changed.map((path) => changeOf(tree, path)));
}

function changeOf(tree: string, path: string): number {
  try {
    return Math.floor(lstatSync(join(tree, path)).mtimeMs);
  } catch {
    return path === '.' ? 0 : changeOf(tree, dirname(path));
  }
}
