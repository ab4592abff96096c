import type { Command, CommandRow } from '../../../commands/index.ts';
import { isDateInput } from '../../../domain/calls/inputs.ts';
import { GOAL_KINDS } from '../../../domain/goals/words.ts';
import { isReady } from '../../../domain/urgency/readiness.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { wrongState } from '../../../runs/lifecycle/apply-transition.ts';
import { TRANSITIONS, type Verb } from '../../../runs/lifecycle/transitions.ts';
import { isKindOfSource } from '../../../services/index.ts';
import type { EnglishReader } from '../../../time/index.ts';
import { knownAgents } from '../../../work/agents/known-agents.ts';
import { occupiedIn } from '../../../work/claim/run-of.ts';
import { checkNames } from '../../../work/settings/named-checks.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { valueWord } from '../words/field-kinds.ts';
import type { ResolvedCommand } from '../words/resolve.ts';
import { isDateWord } from './date-quoted.ts';
import { helpWords, usualValue } from './help-values.ts';
import { linePieces, type Piece, textOfPieces, withValue } from './line-pieces.ts';
import type { Example } from './right-words.ts';

/**
 * Returns example values for the fields of a line: of this queue if it has one, otherwise of the help. None is a task
 * or a run if the command would end somebody's work.
 * @param asked is called if the queue could have a value
 */
export function exampleValues({ command: row, rest }: Typed, context: Context | undefined, asked: () => void): Example {
  return (field, typed) => {
    if (WITHOUT.some(([commands, fields]) => commands.test(row.name) && fields.includes(field))) return null;
    const kind = kindOf(row, field);
    if (kind === undefined) return usualValue(row, field);
    if (endsWork(row)) return undefined;
    asked();
    if (!context) return usualValue(row, field) ?? undefined;
    return IN_QUEUE[kind](row as Command, context, { field, typed, taken: rest });
  };
}

/** Returns the words of the help's first example, with values of the queue. Undefined if it would end somebody's work. */
export function exampleWords(typed: Typed, example: Example): readonly string[] | undefined {
  const { command: row } = typed;
  const words = endsWork(row) ? undefined : helpWords(row);
  if (!words) return undefined;
  let pieces = linePieces(words, row);
  for (const field of new Set(
    pieces.flatMap(({ field, kind }) => (field === undefined || kind === 'flag' ? [] : [field])),
  )) {
    const value = example(field, undefined);
    if (kindOf(row, field) === undefined && value !== null) continue;
    if (value === undefined || value === null) return undefined;
    pieces = linePieces(withValue(pieces, field, value), row);
  }
  return pieces.map(({ word }) => word);
}

/** Fields of which only the command itself requires one. The first is the one of an example. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  attachment_add: ['path'],
  goal_rank: ['to', 'before', 'after'],
};

/** The forms of ids. A filter has none. */
const FORMS: Readonly<Partial<Record<Kind, RegExp>>> = {
  run: /^#?(?:r?\d+|[0-9a-f-]{8,})$/i,
  goal: /^[a-z]?-?\d+$/i,
  task: /\d|^[0-9a-f-]{8,}$|^workspace$/i,
};

/** Returns a field of a line whose value has not the form of an id, or that is missing for the command. */
export function wrongField(
  row: CommandRow,
  pieces: readonly Piece[],
  english: EnglishReader | undefined,
): { field: string; missing?: true } | undefined {
  const required = REQUIRED[row.name] ?? [];
  const [field] = required;
  if (field !== undefined && !pieces.some((piece) => piece.field !== undefined && required.includes(piece.field)))
    return { field, missing: true };
  if (row.name === 'source_add' && !isKindOfSource(textOfPieces(pieces, 'service') ?? '')) return { field: 'service' };
  const fields = new Set(pieces.flatMap(({ field, kind }) => (field === undefined || kind === 'flag' ? [] : [field])));
  for (const field of fields) {
    const form = FORMS[kindOf(row, field) ?? 'view'];
    if (form && field !== row.cli?.selects?.field && !form.test(textOfPieces(pieces, field) ?? '')) return { field };
    if (english && isDateField(row, field) && !isDateWord(textOfPieces(pieces, field) ?? '', english)) return { field };
  }
  return undefined;
}

/** Checks whether a field of a command is a date. */
export const isDateField = ({ input }: CommandRow, field: string): boolean => {
  const schema = input().shape[field];
  return schema !== undefined && isDateInput(schema);
};

/** A line whose words behind the command's name are refused. */
type Typed = Pick<ResolvedCommand, 'command' | 'rest'>;

/** Fields without which a line is better than with an example, since other fields or earlier answers decide about them. */
const WITHOUT: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^/, ['commit', 'seen', 'cursor', 'key', 'was', 'files', 'tasks', 'agreed', 'binary', 're']],
  [/^(task_import|attachment_add)$/, ['format', 'from', 'map', 'content', 'file', 'path']],
  [/^(task_move|goal_rank)$/, ['before', 'after']],
  [/^goal_move$/, ['from']],
  [/^task_modify$/, ['line']],
  [/^task_annotate$/, ['criterion']],
  [/^task_done$/, ['evidence']],
  [/^goal_add$/, ['kind']],
  [/^agent_(add|update)$/, ['provider']],
  [/^(run_changes|task_doc_diff|review_comment)$/, ['since', 'to']],
  [/^source_add$/, ['map']],
];

/** Checks whether an example would end somebody's work if it is typed: a clean-up only removes what has ended. */
export const endsWork = ({ name, access }: CommandRow) =>
  (access.effect === 'destructive' && name !== 'run_clean') || ENDS.test(name);

const ENDS = /(?:^|_)(?:delete|remove|discard|archive|purge|drop|off|revoke|denotate|archive_restore)$/;

type Kind =
  | 'task'
  | 'run'
  | 'goal'
  | 'agent'
  | 'repository'
  | 'source'
  | 'view'
  | 'comment'
  | 'attachment'
  | 'check'
  | 'note'
  | 'change';

/** Where a value stands: its field, and the refused text. */
interface Place {
  field: string;
  typed: string | undefined;
  /** The other words of the line. */
  taken: readonly string[];
}

/** Returns what a field names in the queue. Undefined if its values are the same in each queue. */
function kindOf({ name, input }: CommandRow, field: string): Kind | undefined {
  const noun = name.split('_', 1)[0];
  if (field === 'run' || field === 'runs') return 'run';
  if (field === 'agent') return 'agent';
  if (field === 'checks') return 'check';
  if (field === 'repositories') return 'repository';
  if (name === 'task_denotate' && field === 'text') return 'note';
  if (name === 'webhook_replay' && field === 'since') return 'change';
  if (field === 'name' && name !== 'source_add')
    return ({ agent: 'agent', repo: 'repository', source: 'source', view: 'view' } as const)[noun ?? ''];
  if (noun === 'review' && /^ids?$/.test(field)) return 'comment';
  if (name.startsWith('attachment_') && field === 'file') return 'attachment';
  const schema = input().shape[field];
  const isId = schema !== undefined && /^(?:ID|IDS)$/.test(valueWord(field, schema)[0] ?? '');
  if (Object.hasOwn(GOAL_FIELDS, field)) return 'goal';
  if (noun === 'goal') return isId || field === 'ids' || field === 'under' ? 'goal' : undefined;
  return isId || (field === 'filter' && SELECTS.has(name)) ? 'task' : undefined;
}

/** Commands whose filters are ids of tasks in the examples of the help. */
const SELECTS: ReadonlySet<string> = new Set(['task_modify', 'task_accept', 'run_start']);

const IN_QUEUE: Readonly<Record<Kind, (command: Command, context: Context, place: Place) => string | undefined>> = {
  task: someTask,
  run: someRun,
  goal: someGoal,
  change: (_, { store }) => (store.state.seq > 0 ? String(store.state.seq) : undefined),
  // To remove a note is no example.
  note: () => undefined,
  check: (_, { store }) => checkNames(store.state)[0],
  agent: ({ name }, { store }) =>
    name === 'agent_add'
      ? undefined
      : knownAgents(store.state).toSorted((a, b) => Number(b.at !== undefined) - Number(a.at !== undefined))[0]?.name,
  repository: (_, { store }) =>
    Array.from(store.state.all('repository'), ([, one]) => one).find(({ common }) => common !== undefined)?.name,
  source: (_, { store }) => Array.from(store.state.all('source'), ([id]) => id)[0],
  view: ({ name }, { store }) =>
    name === 'view_set' ? undefined : Array.from(store.state.all('view'), ([id]) => id)[0],
  comment: (_, { store }) => Array.from(store.state.all('comment'), ([id]) => id.slice(0, 8))[0],
  attachment: (_, { store }) => Array.from(store.state.all('attachment'), ([, { name }]) => name)[0],
};

/** The fields of goals that name a record of the plan, with the letter of its id. */
const GOAL_FIELDS: Readonly<Record<string, string>> = {
  ...{
    goal: 'I',
    bet: 'B',
    outcome: 'O',
    outcomes: 'O',
    pillars: 'P',
    problems: 'X',
    solved_by: 'B',
    hurts: 'U',
    under: 'B',
  },
};

function someGoal(_: Command, { store }: Context, { field, taken }: Place): string | undefined {
  const ids = GOAL_KINDS.toReversed().flatMap((kind) => Array.from(store.state.all(kind), ([id]) => id));
  const letter = GOAL_FIELDS[field];
  return ids.find((id) => (letter === undefined || id.startsWith(`${letter}-`)) && !taken.includes(id));
}

/** Returns a task that the command accepts: that of a run, one in work to end it, a ready one to begin it. */
function someTask({ name }: Command, context: Context, { typed, taken }: Place): string | undefined {
  const { state } = context.store;
  const run = runsIn(state).find(({ id }) => id === typed?.toLowerCase());
  const own = run && context.queue.get(run.task);
  if (own) return String(own.id);
  // `T-2` and `task_2` are task 2 in other programs.
  const [, number] = /^[a-z]+[-_ ]?#?(\d+)$/i.exec(typed ?? '') ?? [];
  if (number !== undefined && [...context.queue.open()].some(({ id }) => String(id) === number)) return number;
  const facts = context.facts();
  const occupied = occupiedIn(state);
  const all = [...context.queue.open()].filter(({ status }) => status === 'pending');
  const free = all.filter(({ uuid, id }) => !occupied.has(uuid) && !taken.includes(String(id)));
  const open = free.length > 0 ? free : all;
  const active = open.filter(({ start }) => start !== undefined);
  const ready = open.filter((task) => isReady(task, facts));
  const begins = name === 'task_start' || name === 'run_start';
  const [task] = begins ? ready : name === 'task_done' || name === 'task_stop' ? [...active, ...ready] : open;
  return task && String(task.id);
}

/** Returns the run that the refused value names, or the newest one whose state allows the command. */
function someRun({ name }: Command, { store }: Context, { typed = '' }: Place): string | undefined {
  const [, number] = /^\D*?\br?(\d+)\b\D*$/i.exec(typed) ?? [];
  if (runsIn(store.state).some(({ id }) => id === `r${number}`)) return `r${number}`;
  const verb = name.replace(/^run_/, '');
  const fits = runsIn(store.state).filter((run) => {
    if (verb === 'clean') return run.state === 'merged' || run.state === 'discarded';
    if (name.startsWith('review_') || name === 'run_steps') return run.result !== undefined;
    return !Object.hasOwn(TRANSITIONS, verb) || wrongState(run, verb as Verb, {}) === undefined;
  });
  return fits.at(-1)?.id;
}
