import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { BOARD_COLUMNS } from '../../../../../domain/board-columns.ts';
import { TASK_FIELDS } from '../../../../../domain/fields/table.ts';
import { FIELD_WORDS, statusWord } from '../../../../../domain/fields/words-elsewhere.ts';
import { FOLDERS_OF_TOOLS, formatMeant, isFormatMeant, readFormatMeant } from '../../../../../domain/task-formats.ts';
import type { Clock } from '../../../../../time/index.ts';
import { SETTINGS } from '../../../../../work/settings/settings.ts';
import { commandsOf, resolveCommand } from '../../resolve.ts';
import { endingLine } from '../modify-status.ts';
import { PERIODS, termsIn } from '../periods.ts';
import type { SaidValues } from './intent.ts';
import { onlySetting, valueMeant } from './patterns.ts';
import { lengthOf } from './places.ts';

/** Lines of intents that depend on what stands at their places. Each returns undefined for words that don't fit. */

/** Returns the list of the tasks that are due on a day or in a period. */
export function listedDue({ text, date = text ?? '' }: SaidValues): string | undefined {
  const [, when, day] = /^(by|before|after) (\w+)$/.exec(date) ?? [];
  if (when !== undefined) return `list due.${when}:${day}`;
  const terms = termsIn('due', date) ?? (/^\w+day$/.test(date) ? [`due:${date}`] : undefined);
  return terms && `list ${terms.join(' ')}`;
}

/** Returns the list in the order of an attribute, with the most important first. */
export function sortedLine({ field = '' }: SaidValues): string | undefined {
  return `list sort:${field}${/^(?:urgency|priority|modified|entry)$/.test(field) ? '-' : '+'}`;
}

/** Returns the list of tasks without a value of a field. Criteria have no attribute of a filter. */
export const listedWithout = ({ field = '' }: SaidValues): string =>
  field === 'acceptance' ? 'lint --kind no-criteria' : `list ${field === 'tags' ? '-TAGGED' : `${field}.none:`}`;

/** Returns the new task for a plan in words. A task or a flag behind `plan` is about a document. */
export function planned({ text = '' }: SaidValues): string | undefined {
  const bare = text.replace(/^(?:add|create|new) /, '');
  const isPlain = /^(?!(?:list|show|get|view|update|edit|delete|remove|history) |[\d+#-])\w+ ./.test(bare);
  return isPlain ? `add ${shellWord(bare)}` : undefined;
}

export const lineOfType = ({ type = '', text = '' }: SaidValues): string | undefined =>
  /^\d/.test(text) ? undefined : `add ${shellWord(text)} --type ${type}`;

/** Returns the lines that end the task with a text. Terms of a filter are no text. */
export function finished({ tasks = '', text = '' }: SaidValues, clock: Clock): string | undefined {
  const isText = /^(?![-+@\d])(?:[a-z].*\s.*|[a-z]\S*)$/i.test(text);
  return isText && !text.split(' ').some((word) => /^[a-z_.]+:\S|^(?:and|or|xor)$/i.test(word))
    ? endingLine(tasks, text, clock)
    : undefined;
}

export const doneAll = ({ word = '' }: SaidValues): string => `done +${word.replace(/s$/, '')}`;

export const reopenedLine = ({ tasks = '', text = '' }: SaidValues): string | undefined =>
  /^(?!and\b)[a-z]/i.test(text)
    ? `modify ${tasks} --status pending && backlog annotate ${tasks} ${shellWord(text)}`
    : undefined;

/** Returns the line that changes a task with these words, or that gives it this text. Ours opens an editor. */
export function editedLine({ task = '', text = '' }: SaidValues): string | undefined {
  if (!/^[^-].*[a-z]/i.test(text)) return undefined;
  const [, word = '', value] = /^([a-z]+) (?:to )?(.+)$/.exec(text) ?? [];
  const field = ownProperty(FIELD_WORDS, word) ?? word;
  if (value !== undefined && (field === 'description' || Object.hasOwn(TASK_FIELDS, field)))
    return `modify ${task} --${field} ${shellWord(value)}`;
  const isChange = text.split(' ').every((each) => /^(?:[+-][a-z]\S*|[a-z]+:\S+)$/i.test(each));
  return isChange ? `modify ${task} ${text}` : `modify ${task} --description ${shellWord(text)}`;
}

export const mentioned = ({ task = '', name = '', text = '' }: SaidValues): string =>
  `annotate ${task} ${shellWord(`${name}: ${text}`)}`;

export function postponed({ task = '', text = '' }: SaidValues): string {
  // `30m` is a date of Backlog: 30 months.
  const date = (text.includes(' ') ? lengthOf(text) : undefined) ?? text;
  return `modify ${task} --scheduled ${shellWord(date)}`;
}

/** Returns the line that moves a task into a column of the board. */
export function movedLine({ task = '', state = '' }: SaidValues): string {
  const column = statusWord(state)?.column ?? state;
  const isOwn = BOARD_COLUMNS.some((each) => each === state) || (!/\W/.test(state) && column === 'done');
  return `move ${task} ${isOwn ? state : column}`;
}

/** Returns the line that imports the data of another tool from its usual place. */
export function migrated({ tool, word = tool ?? '', any }: SaidValues): string | undefined {
  const name = tool ?? any ?? word;
  const folder = ownProperty(FOLDERS_OF_TOOLS, String(formatMeant(name)));
  if (tool !== undefined && any !== undefined) return `import ${shellWord(any)}`;
  if (folder !== undefined) return `import ${folder}`;
  const ending = readFormatMeant(name) === 'backlog' ? 'json' : 'csv';
  return isFormatMeant(name) ? `import ${name.toLowerCase()}.${ending}` : undefined;
}

/** Returns the line that explains how to share the queue with a person. The name of another tool is no person. */
export const syncedWith = ({ name = '' }: SaidValues): string | undefined =>
  isFormatMeant(name) ? undefined : 'help store';

export const duplicateHint = ({ task, task2 }: SaidValues): string =>
  `To close a task as a duplicate: \`backlog annotate ${task2} 'duplicate of ${task}' && backlog delete ${task2}\``;

/** Returns the costs since a day, or since the first day of a period. */
export function usageSince({ date = '' }: SaidValues): string | undefined {
  const [since] = ownProperty(PERIODS, date) ?? [date];
  return `usage --since ${shellWord(since)}`;
}

export function timeout({ length = '', n = length }: SaidValues): string | undefined {
  const [, count] = /^(\d+)(?:min)?$/.exec(n) ?? [];
  return count && `setting set runs.minutes ${count}`;
}

/** Returns the line that gives a setting one of its few values: `sandbox on`. Undefined if the word is a command. */
export function switched({ switch: word = '', onoff = '' }: SaidValues): string | undefined {
  const isCommand = resolveCommand([word]) || commandsOf(word).length > 0;
  const row = isCommand ? undefined : onlySetting(word);
  const meant = row && valueMeant(row, onoff);
  return meant === undefined ? undefined : `setting set ${row!.name} ${meant}`;
}

/** Returns the line that explains a field of tasks or a setting. */
export function helpOf({ any = '' }: SaidValues): string | undefined {
  if (resolveCommand([any]) || commandsOf(any).length > 0) return undefined;
  const field = ownProperty(FIELD_WORDS, any) ?? any;
  if (Object.hasOwn(TASK_FIELDS, field)) return 'help add';
  return SETTINGS.some(({ name }) => name === any) ? `setting get ${any}` : undefined;
}
