import * as z from 'zod';
import { BacklogError } from '../../domain/errors.ts';
import { waitsFor } from '../../domain/graph.ts';
import { countInput, idsInput, linesInput } from '../../domain/inputs.ts';
import type { Task } from '../../domain/task.ts';
import { compareCards } from '../../report/card-order.ts';
import { type Card, cardOf, columnOf } from '../../report/cards.ts';
import { holdUps } from '../../report/chains.ts';
import { COLUMN_TITLES, COLUMNS, type Column, eachColumn } from '../../report/columns.ts';
import { rowText } from '../../text/row.ts';
import { findTask } from '../../work/task/find.ts';
import { compile } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { card } from '../task/card.ts';

/** Cards of a column unless the caller says otherwise, and the most it can ask for. */
const SHOWN = 50;
const SHOWN_MAX = 100_000;

const totals = () => z.strictObject(eachColumn(() => z.int()));

export const reportBoard = defineCommand({
  name: 'report_board',
  title: 'Show the board',
  summary: 'Tasks in the columns to do, in progress, in review and done. tasks: only these, and those they hold up.',
  toolset: 'admin',
  effect: 'read',
  positional: ['filter'],
  examples: ['report board', 'report board project:web --limit 10'],
  input: () =>
    z.strictObject({
      filter: z.string().describe('Say, project:web').default(''),
      limit: countInput().describe(`Cards of a column, ${SHOWN} by default`).optional(),
      rows: linesInput().describe('Filters to group by, a line each: a card says the first that fits').optional(),
      tasks: idsInput().describe('Only these, and those they hold up').optional(),
    }),
  output: () =>
    z.strictObject({
      totals: totals(),
      cards: z.array(card()),
      /** uuids of those asked for that the board does not show. */
      gone: z.array(z.string()),
    }),
  async run(context, { filter, limit = SHOWN, tasks: named, rows = [] }) {
    const compiled = await compile(context, filter);
    const filters = await Promise.all(rows.map((row, i) => compileRow(context, row, i)));
    const facts = context.facts();
    const tasks = compiled.select(facts);
    const rowOf = rowsBy(filters.map((each) => each.select(facts)));
    const columns = eachColumn((): Task[] => []);
    for (const task of tasks) {
      const column = columnOf(task, facts);
      if (column) columns[column].push(task);
    }
    const wanted = named && around(context, named);
    const held = wanted ? undefined : holdUps(context.queue);
    const show = (column: Column) => {
      const cards = columns[column]
        .filter(({ uuid }) => !wanted || wanted.has(uuid))
        .map((task) => ({ ...cardOf(task, facts, context.coefficients, held), ...rowOf(task) }));
      return cards.sort(compareCards).slice(0, Math.min(limit, SHOWN_MAX));
    };
    const cards = COLUMNS.flatMap(show);
    const shown = new Set(cards.map(({ uuid }) => uuid));
    return {
      totals: eachColumn((column) => columns[column].length),
      cards,
      gone: [...(wanted ?? [])].filter((uuid) => !shown.has(uuid)),
    };
  },
  text: ({ totals: counts, cards }, context) => {
    const facts = context.facts();
    return COLUMNS.flatMap((column) => [
      `${COLUMN_TITLES[column]} (${counts[column]})`,
      ...(cards as Card[])
        .filter((each) => each.column === column)
        .map(({ uuid }) => `  ${rowText(context.queue.get(uuid)!, facts)}`),
    ]).join('\n');
  },
});

/** @throws BacklogError as the filter's own, with the number of the row */
async function compileRow(context: Context, filter: string, row: number) {
  try {
    return await compile(context, filter);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const { code, message, hint, data } = error;
    throw new BacklogError(code, `row ${row + 1}: ${message}`, { ...(hint ? { hint } : {}), data: { ...data, row } });
  }
}

/** In which row a task is: the first whose tasks have it. */
function rowsBy(rows: readonly (readonly Task[])[]): (task: Task) => { row?: number } {
  const found = new Map<Task, number>();
  for (const [row, tasks] of rows.entries()) for (const task of tasks) if (!found.has(task)) found.set(task, row);
  return (task) => (found.has(task) ? { row: found.get(task)! } : {});
}

/** uuids of tasks with those that look different when they change: who waits for them, and whom they wait for, directly or through others. */
function around({ queue }: Context, named: readonly string[]): Set<string> {
  const found = named.flatMap((id) =>
    queue.get(id) ? [queue.get(id)!] : id.length === 36 ? [] : [findTask(queue, id)],
  );
  const before = new Set(found.map(({ uuid }) => uuid));
  for (const uuid of before) for (const one of waitsFor(queue, uuid)) before.add(one);
  const near = found.flatMap(({ uuid, parent }) => [...(parent ? [parent] : []), ...queue.dependents(uuid)]);
  return new Set([...before, ...near, ...named.filter((id) => id.length === 36)]);
}
