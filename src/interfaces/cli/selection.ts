import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { checkForPeople } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { idsInput } from '../../domain/calls/inputs.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Filter, type FilterNode, partsOf } from '../../filter/index.ts';
import { rowText } from '../../text/row.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { findTask, isTaskName } from '../../work/task/find.ts';
import { readForWriting } from '../../work/task/select.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { confirms } from './confirm.ts';
import type { Streams } from './io.ts';

/** Maximum number of tasks that a command changes without confirmation. */
const UNASKED = 3;
/** Maximum number of tasks that the question shows. */
const SHOWN = 20;

type Input = Record<string, unknown>;

interface Asking {
  workspace: Opened;
  caller: Caller;
  streams: Pick<Streams, 'ask' | 'err'>;
  yes: boolean;
}

/**
 * Returns the inputs of the calls that a command line makes: one call, or one per task if the command accepts a single
 * task. The calls change exactly the tasks that the question showed, even if tasks are added before the answer.
 * @returns undefined if the person declines
 * @throws BacklogError `forbidden` if the call needs confirmation and nobody can answer
 */
export async function chosenInputs(command: Command, given: Input, asking: Asking): Promise<Input[] | undefined> {
  const selects = command.cli?.selects;
  const context = asking.workspace.context(asking.caller);
  checkForPeople(context, command, given);
  const input = (await selects?.named?.(context, given)) ?? given;
  if (input.dry_run === true) return [input];
  const said = selects && input[selects.field];
  if (selects?.meant) return previewed(command, input, context, asking);
  // The command itself refuses a selection that it can't read, and a selection without a change.
  if (!selects || said === undefined || (selects.field === 'filter' && Object.keys(input).length === 1)) return [input];
  const ids = idsIn(said, context);
  if (ids === undefined && isList(said)) return [input];
  const { yes } = asking;
  const single = ids?.length === 1 && !selects.careful;
  if (single && selects.each) return [{ ...input, [selects.field]: ids[0] }];
  if (single || (ids && ids.length <= UNASKED && !selects.each)) return [input];
  const { tasks, filter } = await findOrTell<Chosen>(context, () =>
    ids ? { tasks: [...new Set(ids.map((id) => findTask(context.queue, id)))] } : selected(context, said),
  );
  const wantsYes =
    tasks.length > UNASKED ||
    (selects.careful && (!ids || command.access.effect === 'destructive')) ||
    (filter !== undefined && searchesText(filter));
  if (wantsYes && !yes && !(await saysYes(command, tasks, context, asking))) return undefined;
  const names = tasks.map(({ uuid }) => uuid);
  if (selects.each)
    return (selects.fromLast?.(input) ? names.toReversed() : names).map((uuid) => ({
      ...input,
      [selects.field]: uuid,
    }));
  return [{ ...input, [selects.field]: names.join(',') }];
}

/**
 * Returns the inputs of the calls for a command that selects its tasks itself. The command reports an empty selection.
 * A filter needs confirmation for any number of tasks.
 */
async function previewed(
  command: Command,
  input: Input,
  context: Context,
  asking: Asking,
): Promise<Input[] | undefined> {
  const { yes } = asking;
  const { field, meant, careful } = command.cli!.selects!;
  const { tasks, input: exactly } = await findOrTell(context, () => meant!(context, input));
  const wantsYes =
    tasks.length > UNASKED || (careful && idsIn(input[field], context) === undefined && tasks.length > 0);
  if (wantsYes && !yes && !(await saysYes(command, tasks, context, asking))) return undefined;
  return [tasks.length > 0 ? exactly : input];
}

/** Finds tasks. Replaces the error about a missing task if the task is archived. */
async function findOrTell<T>(context: Context, find: () => T | Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    const { archivedError } = await loadArchive();
    throw await archivedError(context, error);
  }
}

/** Returns the ids in the value, with ranges expanded. Returns undefined for a filter. */
function idsIn(said: unknown, { queue }: Pick<Context, 'queue'>): string[] | undefined {
  const read = idsInput().safeParse(said);
  const areIds = read.success && read.data.length > 0 && read.data.every((one) => isTaskName(queue, one));
  return areIds ? read.data : undefined;
}

/** Checks whether the value is a list of ids, as the command line's parser makes it. */
function isList(said: unknown): boolean {
  return String(said).startsWith('[');
}

/**
 * Checks whether a filter selects tasks by words in their texts. For example, `done r1` would complete a task with the
 * note "see r1".
 */
function searchesText({ ast }: Filter): boolean {
  const searches = (node: FilterNode): boolean =>
    node.kind === 'text' || node.kind === 'pattern' || partsOf(node).some(searches);
  return searches(ast.where);
}

interface Chosen {
  tasks: Task[];
  /** The filter that selected the tasks. */
  filter?: Filter;
}

async function selected(context: Context, said: unknown): Promise<Chosen> {
  const { filter, select } = await readForWriting(context, String(said));
  return { tasks: select().tasks, ...present({ filter }) };
}

/**
 * Formats the question about several tasks from the command's title: `Delete these 5 tasks` from `Delete a task`, `Undo
 * changes of these 5 tasks` from `Undo a change`.
 */
function questionOf(title: string, count: number): string {
  const these = count === 1 ? 'this task' : `these ${counted(count, 'task')}`;
  return title.replace(/\ba task\b|\btasks\b/, these).replace(/\ba change\b/, `changes of ${these}`);
}

async function saysYes(
  { title }: Command,
  tasks: readonly Task[],
  context: Context,
  { streams }: Asking,
): Promise<boolean> {
  const facts = context.facts();
  const lines = tasks.slice(0, SHOWN).map((task) => `  ${rowText(task, facts)}`);
  if (tasks.length > SHOWN) lines.push(`  … and ${tasks.length - SHOWN} more`);
  const what = questionOf(title, tasks.length);
  const ids = tasks.slice(0, SHOWN).map(({ id }) => id);
  const named = `${ids.join(', ')}${tasks.length > SHOWN ? `, and ${tasks.length - SHOWN} more` : ''}`;
  if (streams.ask) streams.err(lines.join('\n'));
  return confirms(streams, what, named, { tasks: tasks.length });
}
