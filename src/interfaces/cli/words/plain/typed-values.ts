import { ownProperty } from '../../../../base/own-property.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { isRunId } from '../../../../domain/runs/run-id.ts';

export type Input = Record<string, string | boolean>;

/** The commands whose words can be values of their fields without a flag: `run list failed`. */
export const NAME_FIELDS = ['run_list', 'usage', 'task_history', 'goal_list'] as const;

/** Checks whether the command has fields whose values are words without a flag. */
const hasWordsOfFields = ({ name }: CommandRow): boolean => NAME_FIELDS.some((one) => one === name);

/** Checks whether the command's words are a filter of tasks, or ids of tasks to change that can be a filter. */
export function selectsByWords(command: CommandRow): boolean {
  const { positional = [], selects } = command.cli ?? {};
  const [first = ''] = positional;
  // Behind the ids of `move` and `annotate` are words of their own, and behind `export` can be a file or a format.
  if (command.name === 'task_export') return false;
  return (
    !hasWordsOfFields(command) &&
    positional.length === 1 &&
    (first === 'filter' || (first === 'id' && selects?.field === first))
  );
}

/** Checks whether words of a line can be values of other fields, or of another program's formats. */
export const namesFields = (command: CommandRow, words: readonly string[]): boolean =>
  /^task_(?:import|export)$/.test(command.name) ||
  (hasWordsOfFields(command) && !words.every((word) => TASK_IDS.test(word)));

/** Matches ids of tasks: a number, a list, or a range. */
export const TASK_IDS = /^\d{1,9}(?:-\d{1,9})?(?:,\d{1,9}(?:-\d{1,9})?)*$/;

/** The commands with values that other programs have and they don't, with the fields that can have such a value. */
export const LOOSE_FIELDS = {
  task_move: ['to'],
  agent_add: ['name', 'argv', 'provider', 'mode'],
  agent_update: ['name', 'argv', 'mode'],
  task_export: ['format', 'to'],
  setting_set: ['name', 'value'],
  run_start: ['agents'],
  run_list: ['state'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Checks whether the input can have a value of another program: an amount, several runs, or one of {@link LOOSE_FIELDS}. */
export function hasOtherValues({ name, cli }: CommandRow, input: Input): boolean {
  const fields = ['minutes', 'budget', 'cost', ...(ownProperty<readonly string[]>(LOOSE_FIELDS, name) ?? [])];
  const isMoreThanRun = cli?.positional?.at(-1) === 'run' && input.run !== undefined && !isRunId(String(input.run));
  return isMoreThanRun || fields.some((field) => input[field] !== undefined);
}

/** Spellings of a value that a command reads itself, by command. Each function changes the input, or refuses it. */
const TYPED: Readonly<Record<string, (input: Input) => void>> = {
  task_info: ({ id }) => checkOneTask(id),
  task_modify: (input) => {
    for (const field of ['due', 'wait', 'scheduled', 'until', 'agent', 'parent'])
      if (/^(?:none|null|never|nobody)$/i.test(String(input[field]))) input[field] = '';
  },
  claim_release: (input) => {
    if (input.task !== undefined || !/^#?\d{1,7}$/.test(String(input.claim))) return;
    input.task = String(input.claim);
    delete input.claim;
  },
  task_snooze: (input) => {
    if (typeof input.until === 'string') input.until = input.until.replace(/^(?:until|till|to|for) (?=\S)/i, '');
  },
  token_add: (input) => {
    if (/^(?:read-?only|ro|viewer|reader)$/i.test(String(input.rights))) input.rights = 'read';
  },
};

/** Replaces spellings of values in the input of a command. @throws BacklogError `usage` with the line to type */
export function readTypedValues({ name }: CommandRow, input: Input): void {
  if (typeof input.sort === 'string') input.sort = input.sort.split(',').map(sortKey).join(',');
  TYPED[name]?.(input);
}

/** Returns a key of an order as Backlog writes it: `-due`, `due:desc` and `due desc` are `due-`. */
function sortKey(said: string): string {
  const [, sign = '', name = '', word = ''] = /^\s*([+-]?)([\w.]+?)(?:[-:. ](asc|desc)\w*)?\s*$/i.exec(said) ?? [];
  const order = sign || (word === '' ? '' : /^asc/i.test(word) ? '+' : '-');
  return order === '' ? said : `${name}${order}`;
}

/** Refuses several ids for `info`, which shows one task. @throws BacklogError `usage` with the line for several */
function checkOneTask(id: unknown): void {
  const ids = typeof id === 'string' ? id.split(/[\s,]+/) : [];
  if (ids.length < 2 || !ids.every(isIds)) return;
  const line = callOf('cli', 'task_list', ids.join(','));
  refuse('usage', `\`${callOf('cli', 'task_info')}\` shows one task (did you mean \`${line}\`?)`, {
    data: { received: id },
  });
}
