import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { callOf, quotedCall, type Reader } from '../../domain/calls/door.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { isWaiting } from '../../domain/urgency/readiness.ts';
import { explainFilter, type Filter, isDefaultList, unknownNames } from '../../filter/index.ts';
import { followHint, movedTo } from '../../store/index.ts';
import { expectedNote } from '../repo/expected-queue.ts';
import type { Caller, Context } from '../workspace/context.ts';

/** The tasks that a filter selects, and the number of tasks that it omitted because of their status. */
export interface Selection {
  tasks: Task[];
  besides: Besides;
  /** Information for readers, one sentence each. */
  notes: string[];
  /** Those of them that tell why an empty list is empty. For a number, 0 is an answer. */
  why?: string[];
  /** Number of completed tasks, if the default condition selects no task. */
  completed?: number;
}

/** Tasks that match but were omitted because the filter names no status. */
export interface Besides {
  closed: number;
  templates: number;
}

/**
 * Does the same as {@link selectTasks}. If there is no queue, adds a note, because otherwise the result would mean a
 * queue without matching tasks.
 */
export function selectNoted(
  context: Pick<Context, 'facts' | 'caller' | 'store' | 'workspace' | 'expected'>,
  filter: Filter,
): Selection {
  const selection = selectListed(context, filter);
  return { ...selection, notes: [...selection.notes, ...queueNotes(context)] };
}

/** Does the same as {@link selectTasks}. Adds a note about the waiting tasks that the default condition hides. */
export function selectListed(context: Pick<Context, 'facts' | 'caller'>, filter: Filter): Selection {
  const facts = context.facts();
  const selection = selectTasks(filter, facts, context.caller);
  if (!isDefaultList(filter)) return selection;
  const count = [...facts.queue.open()].filter((task) => isWaiting(task, facts) && task.start === undefined).length;
  const notes = count > 0 ? [...selection.notes, hiddenNote(count, context.caller)] : selection.notes;
  const completed = selection.tasks.length === 0 ? facts.queue.byStatus('completed').size : 0;
  return { ...selection, notes, ...(completed > 0 ? { completed } : {}) };
}

function hiddenNote(count: number, caller: Caller): string {
  const call = caller.door === 'web' ? '+WAITING' : callOf(caller, 'task_list', '+WAITING');
  return `${counted(count, 'waiting task')} ${count === 1 ? 'is' : 'are'} hidden: ${call} shows ${count === 1 ? 'it' : 'them'}.`;
}

/** Returns a note if there is no queue, or if the queue was moved away: its tasks are then those of that moment. */
export function queueNotes({
  store,
  workspace,
  expected,
}: Pick<Context, 'store' | 'workspace' | 'expected'>): string[] {
  const to = movedTo(store.state);
  if (store.exists)
    return to === undefined ? [] : [`This queue was moved to ${to}. ${followHint(to, store.address ?? store.dir)}`];
  if (expected) return [expectedNote(expected)];
  const { foundBy, dir, address = dir } = workspace();
  const named = foundBy === 'BACKLOG_DIR' || foundBy === 'BACKLOG_STORE' ? `: ${foundBy} is ${address}` : '';
  return [`There is no queue here yet${named}. The first task creates it.`];
}

/** Selects tasks. If the filter names no status, selects only pending tasks. Neither sorts nor limits. */
export function selectTasks(filter: Filter, facts: Facts, reader?: Reader): Selection {
  if (filter.ast.where.kind === 'all') return allPending(facts);
  const all = filter.select(facts);
  const tasks = filter.saysStatus ? all : all.filter(({ status }) => status === 'pending');
  const templates = filter.saysStatus ? 0 : all.filter(({ status }) => status === 'recurring').length;
  const besides = { closed: all.length - tasks.length - templates, templates };
  if (all.length > 0) return { tasks, besides, notes: leftOut(besides) };
  const told = slips(filter, facts, reader);
  const why = told.length > 0 || facts.queue.size === 0 || isDefaultList(filter) ? [] : emptyParts(filter, facts);
  return { tasks, besides, notes: [...told, ...why], why };
}

/**
 * Selects all pending tasks, for a call without a filter. Doesn't count closed tasks, because the reader doesn't expect
 * them.
 */
function allPending({ queue }: Facts): Selection {
  const tasks = [...queue.open()].filter(({ status }) => status === 'pending');
  return { tasks, besides: { closed: 0, templates: 0 }, notes: [] };
}

function leftOut({ closed, templates }: Besides): string[] {
  const left = [...(closed > 0 ? [`${closed} closed`] : []), ...(templates > 0 ? [`${templates} recurring`] : [])];
  if (left.length === 0) return [];
  return [`${left.join(' and ')} ${closed + templates === 1 ? 'task matches' : 'tasks match'} too: add +ANY.`];
}

/** Maximum number of names in a note. */
const MOST_NAMES = 5;
const NAME_LENGTH = 80;

/** Tells which names of a filter no task has. */
function slips(filter: Filter, facts: Facts, reader: Reader | undefined): string[] {
  const told: string[] = [];
  for (const { written, what, nearest, asks, listedBy } of unknownNames(filter.ast.where, facts)) {
    if (told.length === MOST_NAMES) return [...told, 'Other names of the filter select nothing either.'];
    const name = clip(written, NAME_LENGTH);
    const lists = listedBy === undefined ? '' : ` To list ${written}: ${quotedCall(reader, listedBy)}`;
    if (asks) told.push(clip(asks, 2 * NAME_LENGTH + name.length) + lists);
    else
      told.push(
        `${what === 'text' ? 'No text' : 'Nothing'} has ${name}${nearest ? `; did you mean ${nearest}?` : '.'}`,
      );
  }
  return told;
}

/** Tells what each part of a filter means and selects, if the filter selects no task. */
function emptyParts(filter: Filter, facts: Facts): string[] {
  const { root } = explainFilter(filter, facts);
  const parts = filter.ast.where.kind === 'and' ? root.parts : [root];
  const empty = parts.filter(({ selects }) => selects === 0).slice(0, MOST_NAMES);
  if (empty.length > 0)
    return empty.map(({ text, words }) => `No task fits ${clip(text, NAME_LENGTH)}: ${clip(words, 2 * NAME_LENGTH)}.`);
  const each = parts.slice(0, MOST_NAMES).map(({ text, selects }) => `${clip(text, NAME_LENGTH)} (${selects})`);
  return [`No task fits all parts of the filter. Tasks that each part selects: ${each.join(', ')}.`];
}
