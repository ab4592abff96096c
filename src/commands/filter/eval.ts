import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { fileInput } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { FieldRow } from '../../domain/fields/row.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';
import { instantSchema } from '../../domain/fields/vocabulary.ts';
import { STATUSES } from '../../domain/fields/words.ts';
import { toInstant } from '../../domain/instant.ts';
import { createFacts, type Facts } from '../../domain/queue/facts.ts';
import { createQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import { type FilterEnv, FilterError, readFilter } from '../../filter/index.ts';
import { type Clock, formatDuration, formatLocal, isZone, loadEnglish, resolveExpression } from '../../time/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

/**
 * The schema of a task for evaluating filters and urgency. It accepts more than the schema of a stored task, because an
 * export may have any text as project, priority or uuid.
 */
const evaluated = lazy(() => {
  const instant = instantSchema('20260730T143000Z');
  const date = instant.optional();
  const text = z.string().optional();
  const looks = { date, set: z.array(z.string()).optional(), reference: z.array(z.string()).optional() };
  const shared = Object.entries<FieldRow>(TASK_FIELDS).filter(([, row]) => row.taskwarrior);
  return z.looseObject({
    ...Object.fromEntries(shared.map(([name, { ask }]) => [name, looks[ask?.type as keyof typeof looks] ?? text])),
    id: z.int().min(0),
    uuid: z.string(),
    description: z.string().default(''),
    status: z.enum(STATUSES).default('pending'),
    entry: date,
    modified: date,
    template: text,
    parent: text,
    annotations: z
      .array(z.looseObject({ id: z.string(), actor: z.string(), at: instant, text: z.string() }))
      .optional(),
  });
});

/** Returns the tasks of an export, in order. A row without a uuid gets a new one, and one without an entry date counts as added now. No two may have the same uuid. */
async function readTasks(text: string, { now }: Clock): Promise<Task[]> {
  const { taskOf } = await import('../exchange-on-call.ts');
  const seen = new Map<string, number>();
  return readArray(text, 'tasks').map((row, index) => {
    const fields = readFields(taskOf({ uuid: `row-${index}`, ...asObject(row, index) }), index);
    const { entry = toInstant(now), modified = entry } = fields;
    const task: Task = { ...fields, entry, modified };
    const before = seen.get(task.uuid);
    if (before !== undefined)
      refuse('invalid', `tasks: expected each uuid once, received ${task.uuid} at ${before} and ${index}`);
    seen.set(task.uuid, index);
    return task;
  });
}

function asObject(row: unknown, index: number): object {
  if (typeof row === 'object' && row !== null) return row;
  return refuse('invalid', `tasks: expected objects, received ${JSON.stringify(row)} at index ${index}`);
}

function readFields(row: unknown, index: number) {
  const read = evaluated().safeParse(row, { reportInput: true });
  if (read.success) return read.data;
  const [issue] = read.error.issues as [z.core.$ZodIssue];
  const received = JSON.stringify(issue.input);
  return refuse('invalid', `tasks: index ${index}: ${issue.path.join('.')}: ${issue.message}, received ${received}`);
}

/** Reads a JSON array of strings. @param field the name of the field in an error */
function readTexts(text: string, field: string): string[] {
  return readArray(text, field).map((item, index) =>
    typeof item === 'string'
      ? item
      : refuse('invalid', `${field}: expected strings, received ${JSON.stringify(item)} at index ${index}`),
  );
}

function readArray(text: string, field: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw new BacklogError('invalid', `${field}: not JSON: ${String((error as Error).message)}`, { cause: error });
  }
  return refuse('invalid', `${field}: expected a JSON array`);
}

const clockInputs = () => ({
  now: z.string().describe('Time of the evaluation, ISO 8601; default: now').optional(),
  timezone: z.string().describe("IANA zone; default: the machine's").optional(),
});

const TASKS = "JSON array of tasks in Taskwarrior's export format; id 0: closed, without a number";

const evaluationError = () => z.strictObject({ error: z.looseObject({ message: z.string() }) });

export const filterEval = defineCommand({
  name: 'filter_eval',
  title: 'Evaluate filters of a file',
  summary:
    'Print, for each filter in a file, the sorted indexes of the tasks in another file that it selects, or its error.',
  group: 'programs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({ tasks: fileInput(TASKS), filters: fileInput('JSON array of filters'), ...clockInputs() }),
  output: () => z.array(z.union([z.array(z.int()), evaluationError()])),
  async run(context, input) {
    const clock = readClock(context, input);
    const tasks = await readTasks(input.tasks, clock);
    const facts = createFacts({ queue: createQueue(tasks), ...clock });
    const indexes = new Map(tasks.map(({ uuid }, index) => [uuid, index]));
    const english = await loadEnglish();
    const filters = readTexts(input.filters, 'filters');
    return Promise.all(filters.map((filter) => evaluate(filter, indexes, facts, { clock, english })));
  },
  show: { onlyWhole: true, verbatim: true, text: (answers) => JSON.stringify(answers) },
  cli: {
    examples: ['filter eval --tasks tasks.json --filters filters.json --now 2026-07-30T14:30:00Z --timezone UTC'],
  },
  http: { maxBytes: 64 * 1_048_576 },
});

async function evaluate(text: string, indexes: ReadonlyMap<string, number>, facts: Facts, env: FilterEnv) {
  try {
    const selected = (await readFilter(text, env)).select(facts);
    return selected.map(({ uuid }) => indexes.get(uuid)!).sort((a, b) => a - b);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const [{ message, offset, length, expected }] = error.problems as [FilterError['problems'][number]];
    return { error: { message, offset, length, expected, hint: error.hint } };
  }
}

export const dateEval = defineCommand({
  name: 'date_eval',
  title: 'Evaluate dates of a file',
  summary: 'Print, for each expression in a file, its local date and time, its ISO duration, or its error.',
  group: 'programs',
  access: { effect: 'read' },
  input: () => z.strictObject({ exprs: fileInput('JSON array of dates and durations'), ...clockInputs() }),
  output: () => z.array(z.union([z.string(), evaluationError()])),
  async run(context, input) {
    const clock = readClock(context, input);
    const english = await loadEnglish();
    return readTexts(input.exprs, 'exprs').map((text) => {
      const read = resolveExpression(text, clock, english);
      if (!read.ok)
        return {
          error: {
            message: read.message,
            expected: read.expected,
            ...(read.nearest ? { hint: `did you mean ${read.nearest}?` } : {}),
          },
        };
      return read.value.kind === 'date'
        ? formatLocal(read.value.at, clock.zone)
        : signedParts(read.value.duration.length * 1000);
    });
  },
  show: { onlyWhole: true, verbatim: true, text: (answers) => JSON.stringify(answers) },
  cli: { examples: ['date eval --exprs dates.json --now 2026-07-30T14:30:00Z --timezone Europe/Berlin'] },
});

/** Formats a negative duration as `P-1DT-2H`, with a sign before each part, as Taskwarrior does. */
function signedParts(ms: number): string {
  return ms < 0 ? formatDuration(-ms).replace(/\d+[DHMS]/g, '-$&') : formatDuration(ms);
}

export const urgencyEval = defineCommand({
  name: 'urgency_eval',
  title: 'Evaluate urgencies of a file',
  summary: 'Print the urgency of each task in a file.',
  group: 'programs',
  access: { effect: 'read' },
  input: () => z.strictObject({ tasks: fileInput(TASKS), ...clockInputs() }),
  output: () => z.array(z.number()),
  async run(context, input) {
    const clock = readClock(context, input);
    const tasks = await readTasks(input.tasks, clock);
    const facts = createFacts({ queue: createQueue(tasks), ...clock });
    return tasks
      .map(({ uuid }) => facts.queue.get(uuid)!)
      .map((task) => Math.round(urgency(task, facts, context.coefficients) * 1e5) / 1e5);
  },
  show: { onlyWhole: true, verbatim: true, text: (answers) => JSON.stringify(answers) },
  cli: { examples: ['urgency eval --tasks tasks.json --now 2026-07-30T14:30:00Z'] },
});

function readClock(
  { clock }: Context,
  { now, timezone }: { now?: string | undefined; timezone?: string | undefined },
): Clock {
  const at = now === undefined ? clock.now : Date.parse(now);
  if (Number.isNaN(at)) refuse('date', `now: expected an ISO 8601 instant, received "${now}"`);
  if (timezone !== undefined && !isZone(timezone))
    refuse('invalid', `timezone: expected an IANA zone such as Europe/Berlin, received "${timezone}"`);
  return { now: at, zone: timezone ?? clock.zone };
}
