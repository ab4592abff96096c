import * as z from 'zod';
import { BOARD_COLUMNS, type BoardColumn, COLUMN_TITLES, eachColumn } from '../../domain/board-columns.ts';
import { countInput, linesInput } from '../../domain/calls/inputs.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import { totalLeft, totalTimeLeft } from '../../domain/runs/times/time-left.ts';
import type { Task } from '../../domain/task/task.ts';
import { followsOf } from '../../filter/index.ts';
import { card, cardOf, columnOf, inCardOrder } from '../../report/cards.ts';
import { holdUps } from '../../report/chains.ts';
import { leftReader, lengthReader } from '../../runs/view/run-view.ts';
import { rowText } from '../../text/row.ts';
import { sumText } from '../../text/runs/run.ts';
import { columnLimit, LIMITED_COLUMNS, settingOf } from '../../work/settings/settings.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { touchedAfter } from '../touched-after.ts';

/** Default number of cards in a column. */
const SHOWN = 50;
const SHOWN_MAX = 100_000;

const totals = () => z.strictObject(eachColumn(() => z.int()));

export const reportBoard = defineCommand({
  name: 'report_board',
  title: 'Show the board',
  summary: 'Show tasks in the columns to do, in progress, in review and done.',
  group: 'daily',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Such as project:web').default(''),
      limit: countInput().describe(`Maximum cards per column (default ${SHOWN})`).optional(),
      rows: linesInput()
        .describe('Filters to group by, one per line; a card belongs to the first that selects it')
        .optional(),
      since: countInput().describe('Number of a change: only cards that later changes may affect').optional(),
    }),
  output: () =>
    z.strictObject({
      totals: totals(),
      /** The remaining time of all tasks in progress that the filter selects. */
      left: totalTimeLeft().exactOptional(),
      /** How long all tasks in "To do" will take that the filter selects. */
      todo: totalTimeLeft().exactOptional(),
      /** Columns with a limit: the limit, and the number of all their tasks, also of those that the filter excludes. */
      limits: z.partialRecord(z.enum(BOARD_COLUMNS), z.strictObject({ most: z.int(), tasks: z.int() })).exactOptional(),
      cards: z.array(card()),
      /** Uuids of changed tasks that aren't on the board. If null, tasks without a card aren't on the board. */
      gone: z.array(z.string()).nullable(),
      follows: outputs.follows(),
    }),
  async run(context, { filter, limit = SHOWN, since, rows = [] }) {
    const compiled = await compileContextFilter(context, filter);
    const filters = await Promise.all(rows.map((row, i) => compileRow(context, row, i)));
    const { of, wide } = followsOf(compiled.ast, ...filters.map(({ ast }) => ast));
    const wanted = since === undefined || wide ? undefined : await touchedAfter(context, since);
    // Don't `await` below: the cards and the selection must belong to the same commit.
    const facts = context.facts();
    const tasks = compiled.select(facts);
    const rowOf = rowsBy(filters.map((each) => each.select(facts)));
    const columns = eachColumn((): Task[] => []);
    for (const task of tasks) {
      const column = columnOf(task, facts);
      if (column) columns[column].push(task);
    }
    const held = wanted ? undefined : holdUps(context.queue);
    const leftOf = leftReader(context);
    const left = new Map(columns.progress.flatMap((task) => pairOf(task.uuid, leftOf(task))));
    const sum = totalLeft([...left.values()], columns.progress.length);
    const lengthOf = lengthReader(context);
    const lengths = new Map(columns.todo.flatMap((task) => pairOf(task.uuid, lengthOf(task))));
    const todo = totalLeft(
      [...lengths.values()].map((ms) => ({ ms })),
      columns.todo.length,
    );
    const leftIn = ({ uuid }: Task) => ({
      ...(left.has(uuid) ? { left: left.get(uuid)! } : {}),
      ...(lengths.has(uuid) ? { lengthMs: lengths.get(uuid)! } : {}),
    });
    const show = (column: BoardColumn) => {
      const all = columns[column].filter(({ uuid }) => !wanted || wanted.has(uuid));
      return inCardOrder(all, facts, context.coefficients)
        .slice(0, Math.min(limit, SHOWN_MAX))
        .map(({ task }) => ({ ...cardOf(task, facts, context.coefficients, held), ...leftIn(task), ...rowOf(task) }));
    };
    const cards = BOARD_COLUMNS.flatMap(show);
    const shown = new Set(cards.map(({ uuid }) => uuid));
    return {
      totals: eachColumn((column) => columns[column].length),
      ...(sum ? { left: sum } : {}),
      ...(todo ? { todo } : {}),
      ...limitsIn(context, facts),
      cards,
      gone: wanted ? [...wanted].filter((uuid) => !shown.has(uuid)) : null,
      follows: [...new Set(['run', 'claim', 'setting', 'time', ...of])],
    };
  },
  show: {
    text: ({ totals: counts, left, todo, limits = {}, cards }, context) => {
      const facts = context.facts();
      const sums = { todo: todo && sumText(todo, 'for'), progress: left && sumText(left), review: '', done: '' };
      return BOARD_COLUMNS.flatMap((column) => [
        [`${COLUMN_TITLES[column]} (${countText(counts[column], limits[column]?.most)})`, sums[column]]
          .filter(Boolean)
          .join(', '),
        ...cards
          .filter((each) => each.column === column)
          .map(({ uuid }) => `  ${rowText(context.queue.get(uuid)!, facts)}`),
      ]).join('\n');
    },
  },
  cli: { positional: ['filter'], examples: ['report board', 'report board project:web --limit 10'] },
});

type Limits = Partial<Record<BoardColumn, { most: number; tasks: number }>>;

/** Returns the columns that have a limit in the settings, with their numbers of tasks. */
function limitsIn({ store }: Context, facts: Facts): { limits?: Limits } {
  const most = LIMITED_COLUMNS.flatMap((column) => {
    const limit = Number(settingOf(store.state, columnLimit(column)));
    return limit > 0 ? [[column, limit] as const] : [];
  });
  if (most.length === 0) return {};
  const counts = eachColumn(() => 0);
  for (const task of facts.queue.open()) {
    const column = columnOf(task, facts);
    if (column) counts[column]++;
  }
  return {
    limits: Object.fromEntries(most.map(([column, limit]) => [column, { most: limit, tasks: counts[column] }])),
  };
}

function pairOf<Value>(key: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[key, value]];
}

/** Formats a column's count, with its limit: `5 of at most 3`. */
function countText(count: number, limit: number | undefined): string {
  return limit === undefined ? String(count) : `${count} of at most ${limit}`;
}

/** Compiles the filter of a row of the board. @throws BacklogError of the filter, with the number of the row */
async function compileRow(context: Context, filter: string, row: number) {
  try {
    return await compileContextFilter(context, filter);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const { code, message, hint, data } = error;
    throw new BacklogError(code, `row ${row + 1}: ${message}`, { ...(hint ? { hint } : {}), data: { ...data, row } });
  }
}

/** Returns a function that finds a task's row: the first row whose tasks include it. */
function rowsBy(rows: readonly (readonly Task[])[]): (task: Task) => { row?: number } {
  const found = new Map<Task, number>();
  for (const [row, tasks] of rows.entries()) for (const task of tasks) if (!found.has(task)) found.set(task, row);
  return (task) => (found.has(task) ? { row: found.get(task)! } : {});
}
