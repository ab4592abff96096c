import { nearest } from '../../../../base/nearest.ts';
import { ownProperty } from '../../../../base/own-property.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import { type CommandRow, commandNamed } from '../../../../commands/index.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { isNextPath } from '../field-kinds.ts';
import { flagIn, isShort, type WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';
import { respelledFlag } from './foreign.ts';

/** Files with tasks, which are imported. */
const TASK_FILE = /\.(?:md|csv|tsv|jsonl?|ndjson|txt|org)$/i;

/**
 * Returns the words of a line whose unknown flag has a path, with the path as the scope: `add "Fix it" --file login.js`.
 * Undefined for other flags, and for a misspelled one of the command.
 */
export function asScope(
  { name, inline }: WrittenFlag,
  { command, before, behind }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  const { shape } = command.input();
  const value = inline ?? behind[0] ?? '';
  const hasText = before.some((word) => !word.startsWith('-'));
  if (!hasText || TASK_FILE.test(value) || !isNextPath('scope', shape.scope, [value])) return undefined;
  if (nearest(name, Object.keys(shape)) !== undefined) return undefined;
  return [...before, '--scope', value, ...behind.slice(inline === undefined ? 1 : 0)];
}

/** Returns the words of a line whose unknown letter is before its only text, which describes the new task: `add -s "Fix it"`. */
export function asDescription({ command, word, before, behind }: Omit<Saying, 'parse'>): readonly string[] | undefined {
  const [text = '', ...others] = behind;
  const words = [...before, '--', ...others];
  const isAlone = words.every(
    (each, at) => each.startsWith('-') || (at > 0 && /^-./.test(words[at - 1]!) && words[at - 1] !== '--'),
  );
  const isDescribed = command.cli?.positional?.[0] === 'description' && isAlone;
  return isDescribed && isShort(word) && /\S\s+\S/.test(text) ? [...before, text, ...others] : undefined;
}

/** Commands whose first words are tasks, and that act on them. */
const ACTS = /^(?:task_(?:start|done|stop|move|delete|block|snooze)|run_start)$/;

/** Returns the line that changes the task of a line with an unknown flag, and the words that stay. */
export function changeBefore(
  flag: WrittenFlag,
  { command, before, behind }: Omit<Saying, 'parse'>,
): { change: string; others: readonly string[] } | undefined {
  const value = flag.inline ?? behind[0];
  if (!ACTS.test(command.name) || value === undefined || flagIn(value) || isShort(value)) return undefined;
  const modify = commandNamed('task_modify');
  const has = Object.hasOwn(modify.input().shape, flag.name);
  const field = has ? flag.name : respelledFlag(flag, value, modify as CommandRow)?.field?.name;
  if (field === undefined || field === 'status' || field === 'filter') return undefined;
  const others = [...before, ...behind.slice(flag.inline === undefined ? 1 : 0)];
  const end = others.findIndex((word) => !isIds(word));
  const ids = others.slice(0, end < 0 ? undefined : end);
  // `-p` is a prompt in other programs, and a project has no blanks.
  const isText = field === 'project' && /\s/.test(value) && ids.length === 1;
  const schema = ownProperty(modify.input().shape, field);
  if (ids.length === 0 || (!isText && !schema?.safeParse(value).success)) return undefined;
  const change = isText
    ? callOf('cli', 'task_annotate', [...ids, value].map(shellWord).join(' '))
    : callOf('cli', modify.name, [ids.join(','), inputOf('cli', field), value].map(shellWord).join(' '));
  return { change, others };
}
