import { ownProperty } from '../../../base/own-property.ts';
import { present } from '../../../base/present.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { letterOf, SHORT_FLAGS } from '../../../commands/short-flags.ts';
import { shortLine } from '../../../domain/calls/door.ts';
import { refuseUseless } from '../refusals/slip.ts';
import { COLOUR_MODES } from '../terminal/colour.ts';

/** A flag that every command has. */
export interface GlobalFlag {
  means: string;
  /** The word for the flag's value in help. A flag without this word is a boolean. */
  value?: string;
  /** The valid values if only certain words are valid. */
  words?: readonly string[];
  /** The flag's short form, a single letter with the same meaning in every command. */
  short?: string;
}

/** The flags of every command. The parser, help, completion and the reference share this table. */
export const GLOBAL_FLAGS = {
  json: { means: 'Print the output, or the error, as JSON' },
  help: { means: 'Explain the command' },
  as: {
    means: 'Record another author: human:NAME at a terminal, system:NAME anywhere, or the one of BACKLOG_TOKEN',
    value: 'KIND:NAME',
  },
  cwd: { means: 'Use the queue of this folder', value: 'FOLDER' },
  queue: { means: 'Use the queue with this name (`backlog queue list`)', value: 'NAME' },
  profile: { means: 'Use the queue, the filter and the author of a profile; default: BACKLOG_PROFILE', value: 'NAME' },
  all_queues: { means: 'Read all queues of this machine' },
  watch: { means: 'Show the output again after every change, until Ctrl+C' },
  yes: { means: "Don't ask: change many tasks, destroy data, use proposed settings" },
  no_pager: { means: 'Print long output without a pager (BACKLOG_PAGER, PAGER or less)' },
  color: {
    means: 'Colors: auto, always or never; auto: at a terminal without NO_COLOR',
    value: 'WHEN',
    words: COLOUR_MODES,
  },
} as const satisfies Readonly<Record<string, GlobalFlag>>;

export type GlobalName = keyof typeof GLOBAL_FLAGS;

/** The table as a list, with the flags' letters. All rows have the same type. */
export const GLOBAL_ROWS = Object.entries(GLOBAL_FLAGS).map(([name, flag]) => [
  name,
  { ...flag, ...present({ short: letterOf(name) }) },
]) as unknown as readonly (readonly [GlobalName, GlobalFlag])[];

/** A word that is a flag: its text, its name as a field, and the value after `=`. */
export interface WrittenFlag {
  written: string;
  name: string;
  inline: string | undefined;
}

/** Reads a flag: `--name`, `--name=value` or a known short flag. Returns undefined for other words. */
export function flagIn(word: string): WrittenFlag | undefined {
  const long = GLOBAL_ROWS.find(([, { short }]) => short !== undefined && word === `-${short}`)?.[0];
  const [, written = long, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  return written === undefined ? undefined : { written, name: written.replaceAll('-', '_'), inline };
}

/** Reads a flag with one letter. Returns undefined for other words, and for an unknown letter. */
export function shortFlag(word: string): WrittenFlag | undefined {
  const name = ownProperty(SHORT_FLAGS, /^-([a-z])$/.exec(word)?.[1] ?? '');
  return name === undefined ? undefined : { written: name, name, inline: undefined };
}

/** Checks whether the word is a single letter after a dash, which is a short flag in every command. */
export function isShort(word: string): boolean {
  return /^-[a-z]$/i.test(word);
}

export function isGlobal(name: string): name is GlobalName {
  return Object.hasOwn(GLOBAL_FLAGS, name);
}

/** Checks whether this global flag has a value. */
export function takesGlobal(name: string): boolean {
  return isGlobal(name) && 'value' in GLOBAL_FLAGS[name];
}

/**
 * Moves global flags from before the verb to after it. Backlog accepts flags before the verb, as git does: `backlog
 * --cwd ../other list`.
 */
export function verbFirst(words: readonly string[]): readonly string[] {
  const { flags, rest } = leadingFlags(words);
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length;
  return [...rest.slice(0, end), ...flags, ...rest.slice(end)];
}

/** Returns the global flags before the verb, with their values, and the remaining words. */
export function leadingFlags(words: readonly string[]): { flags: readonly string[]; rest: readonly string[] } {
  let from = 0;
  while (from < words.length) {
    const flag = flagIn(words[from]!);
    if (!flag || !isGlobal(flag.name)) break;
    from += takesGlobal(flag.name) && flag.inline === undefined ? 2 : 1;
  }
  return { flags: words.slice(0, from), rest: words.slice(from) };
}

/**
 * Returns the words that aren't flags or values of flags. All words after `--` are positional.
 * @param takes checks whether a flag of the command has a value
 */
export function positionalWords(words: readonly string[], takes: (name: string) => boolean = () => false): string[] {
  const found: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') return [...found, ...words.slice(i + 1)];
    const flag = flagIn(word);
    if (!flag) found.push(word);
    else if (flag.inline === undefined && (takesGlobal(flag.name) || takes(flag.name))) i++;
  }
  return found;
}

const HELP = GLOBAL_ROWS.flatMap(([name, { short }]) => (name === 'help' ? [`--${name}`, `-${short}`] : []));

/** Checks whether the words request help. Words after `--` are plain text, so they don't count. */
export function asksHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).some((word) => HELP.includes(word));
}

/**
 * Checks whether `--watch` can repeat the command or show the work that it started. A command that changes the queue
 * can't be repeated, because it would change the queue again.
 */
export function canWatch({ access, cli, where }: CommandRow): boolean {
  return (where !== 'machine' && access.effect === 'read') || cli?.watchInstead !== undefined;
}

/** Checks whether the command can read all queues of this machine. */
export function canReadAll({ cli }: CommandRow): boolean {
  return cli?.acrossQueues !== undefined;
}

/** Refuses a flag of every command that this command has no use for. @throws BacklogError `usage` */
export function checkUseful(
  command: CommandRow,
  { watch, queue, cwd, all_queues }: { watch: boolean; queue?: string; cwd?: string; all_queues?: boolean },
): void {
  if (watch && !canWatch(command)) {
    const why = command.where === 'machine' ? '' : ', because it changes tasks';
    const hint = 'Leave out --watch. Only commands that read or start runs take it.';
    refuseUseless('watch', `${shortLine(command.name)} has no output to watch${why}`, hint);
  }
  if (!all_queues) return;
  const hint = 'Use one queue: `-w NAME`. `backlog list --all-queues` lists the tasks of all queues.';
  if (!canReadAll(command)) refuseUseless('all_queues', `${shortLine(command.name)} uses one queue`, hint);
  const other = watch ? 'watch' : queue !== undefined ? 'queue' : cwd !== undefined ? 'cwd' : undefined;
  if (other !== undefined) refuseUseless(other, `--${other} and all queues exclude each other`, hint);
}
