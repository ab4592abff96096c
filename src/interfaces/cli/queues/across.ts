import { type Executed, execute } from '../../../commands/execute.ts';
import type { Command } from '../../../commands/index.ts';
import { queueNote } from '../../../commands/render.ts';
import { outputRows, rowsTable } from '../../../commands/rows.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { startSupervisor } from '../../../runs/supervisor/start-supervisor.ts';
import type { OutputDoc } from '../../../text/doc/doc.ts';
import { jsonText, oneLine } from '../../../text/safe.ts';
import { fitText } from '../../../text/screen/layout/fit-text.ts';
import type { Screen } from '../../../text/screen/layout/screen.ts';
import { allQueues, placeOfRow, type QueueRow, queueLabel } from '../../../work/queues/queues.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import { shownOf } from '../print-result.ts';
import { screenOf } from '../terminal/colour.ts';
import { printPaged } from '../terminal/pager.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';

/** The answer of one queue. */
interface Answer {
  queue: QueueRow;
  executed: Executed;
}

/** The queues that could not answer, in the JSON of the others' answer. */
interface Missing {
  unread?: readonly { queue: string; message: string }[];
}

/** Rows in the answer of all queues, unless the call has a limit. */
const USUAL = 50;

/**
 * Runs a reading command in every queue of this machine, and prints the answers with the queue's name as a column.
 * @returns the exit code: 1 if no queue could answer
 * @throws BacklogError if every queue refuses the call
 */
export async function executeAcross(
  command: Command,
  { input, flags }: Pick<ParsedArgs, 'input' | 'flags'>,
  streams: Streams,
): Promise<number> {
  if (input.cursor !== undefined)
    refuse('usage', "--cursor can't page through all queues", { hint: 'Show more rows: `--limit 200`' });
  const opened: Opened[] = [];
  const answers: Answer[] = [];
  const errors: { queue: string; error: BacklogError | { message: string } }[] = [];
  try {
    const all = await allQueues(streams.env, streams.cwd);
    for (const row of all) {
      const queue = { ...row, name: queueLabel(row, all) };
      if (queue.problem !== undefined) {
        errors.push({ queue: queue.name, error: { message: queue.problem } });
        continue;
      }
      try {
        const one = await openWorkspace({
          ...placeOfRow(queue, streams.env),
          ...{ start: startSupervisor, store: { validate: validateRecord } },
        });
        opened.push(one);
        const executed = await execute(
          one,
          terminalCaller({ ...streams, as: flags.as, queue: one.store }),
          command,
          input,
        );
        answers.push({ queue, executed });
      } catch (error) {
        if (!(error instanceof BacklogError)) throw error;
        errors.push({ queue: queue.name, error });
      }
    }
    const [first] = errors.flatMap(({ error }) => (error instanceof BacklogError ? error : []));
    if (answers.length === 0 && first) throw first;
    for (const { queue, error } of errors) streams.err(`backlog: ${oneLine(`${queue}: ${error.message}`)}`);
    for (const { queue, executed } of answers) {
      const damage = queueNote(executed);
      if (damage !== undefined) streams.err(`backlog: ${oneLine(`${queue.name}: ${damage}`)}`);
    }
    if (answers.length === 0) {
      streams.err('backlog: there is no queue to read');
      return 1;
    }
    const unread = errors.map(({ queue, error: { message } }) => ({ queue, message }));
    const missing = unread.length > 0 ? { unread } : {};
    const text = command.show.rows
      ? await rowsText(command, answers, { input, flags, missing }, streams)
      : await othersText(command, answers, { flags, missing }, screenOf({ ...streams, color: flags.color }));
    if (text !== '' || !flags.rows) await printPaged(text, streams, { json: flags.json, noPager: flags.no_pager });
    return 0;
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

/** Formats the rows of all queues as one list. */
async function rowsText(
  command: Command,
  answers: readonly Answer[],
  { input, flags, missing }: Pick<ParsedArgs, 'input' | 'flags'> & { missing: Missing },
  streams: Streams,
): Promise<string> {
  const order = command.cli?.acrossQueues?.order?.(input);
  const all = answers.flatMap(({ queue, executed }) =>
    outputRows(executed).map((row): Record<string, unknown> => ({ queue: queue.name, ...row })),
  );
  const screen = screenOf({ ...streams, color: flags.color });
  const most = input.limit === undefined ? USUAL : Number(input.limit) || Number.POSITIVE_INFINITY;
  const shown = (order ? all.toSorted(order) : all).slice(0, most);
  const totals = answers.map(({ executed }) => (executed.output as { total?: number }).total ?? 0);
  const total = Math.max(
    totals.reduce((sum, one) => sum + one, 0),
    all.length,
  );
  if (shown.length < total && flags.rows?.format !== 'json')
    streams.err(`backlog: the first ${shown.length} of ${total}; --limit gives more.`);
  const { read: _, ...rows } = command.show.rows!;
  const columns = ['queue', ...rows.columns];
  const merged: Executed = {
    ...answers[0]!.executed,
    command: { ...command, show: { ...command.show, rows: { ...rows, columns } } },
    output: { total, [rows.of]: shown },
  };
  if (shown.length === 0 && !flags.json && !flags.rows)
    return command.show.text(answers[0]!.executed.output, answers[0]!.executed.context);
  if (flags.rows) return shownOf(merged, { ...flags, rows: withQueue(flags.rows) }, streams);
  if (flags.json) return jsonText({ ...(merged.output as object), ...missing });
  const doc = screen && (await docOf(command, answers, (rows) => shown.map((row) => rows[all.indexOf(row)]!)));
  if (screen && doc) {
    const { docScreen } = await import('../../../text/doc/screen.ts');
    return docScreen(doc, { screen, clock: answers[0]!.executed.context.clock });
  }
  return rowsTable(merged, columns, screen ?? WIDE);
}

/**
 * Returns the command's own layout, with the queue's name as one more column. Undefined for a command that shows its
 * rows in another form than one list.
 * @param chosen selects and sorts rows, which are in the order of the answers
 */
async function docOf(
  { show }: Command,
  answers: readonly Answer[],
  chosen: <Shown>(rows: readonly Shown[]) => Shown[],
): Promise<OutputDoc | undefined> {
  const lists = await Promise.all(
    answers.map(async ({ queue, executed }) => {
      const [section] = (await show.doc?.(executed.output, executed.context))?.sections ?? [];
      const isList = section && 'tasks' in section && section.tasks.length === outputRows(executed).length;
      return isList ? { queue: queue.name, section } : undefined;
    }),
  );
  if (!lists.every((list) => list !== undefined)) return undefined;
  const tasks = lists.flatMap(({ queue, section }) =>
    section.tasks.map((task) => ({ ...task, cells: [queue, ...(task.cells ?? [])] })),
  );
  const { columns } = lists[0]!.section;
  const rows = chosen(tasks);
  return {
    sections: [
      { noun: 'task', count: rows.length, columns: [{ head: 'Queue', kind: 'project' }, ...columns], tasks: rows },
    ],
  };
}

/** A screen that cuts nothing, for a pipe. */
const WIDE = { columns: Number.MAX_SAFE_INTEGER, colour: 0 } as const;

/** Adds the queue's name to the requested fields. */
function withQueue<Rows extends { fields: readonly string[] }>(rows: Rows): Rows {
  const { fields } = rows;
  return fields.length === 0 || fields.includes('queue') ? rows : { ...rows, fields: ['queue', ...fields] };
}

/** Formats the answers of a command that has no rows: each line begins with the queue's name. */
async function othersText(
  command: Command,
  answers: readonly Answer[],
  { flags: { json }, missing }: Pick<ParsedArgs, 'flags'> & { missing: Missing },
  screen: Screen | undefined,
): Promise<string> {
  if (json)
    return jsonText({
      queues: answers.map(({ queue: { name, folder }, executed }) => ({
        queue: name,
        folder,
        output: executed.output,
      })),
      ...missing,
    });
  const width = Math.max(...answers.map(({ queue }) => queue.name.length)) + 2;
  const texts = await Promise.all(
    answers.map(async ({ queue, executed: { output, context } }) =>
      (await command.show.text(output, context))
        .split('\n')
        .map((line) => `${queue.name.padEnd(width)}${line}`.trimEnd()),
    ),
  );
  const text = texts.flat().join('\n');
  return screen ? fitText(text, screen.columns) : text;
}
