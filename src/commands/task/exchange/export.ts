import * as z from 'zod';
import { present } from '../../../base/present.ts';
import { typedAs } from '../../../base/shape.ts';
import { flagInput, pathInput } from '../../../domain/calls/inputs.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { Attachment, Doc } from '../../../domain/records.ts';
import { namedScope } from '../../../domain/repository.ts';
import type { Task } from '../../../domain/task/task.ts';
import { BACKLOG, formatNamed, noWayBack, type TaskFormat, WRITTEN } from '../../../sources/index.ts';
import { counted } from '../../../text/count.ts';
import { jsonText, oneLine } from '../../../text/safe.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { attachmentsByTask } from '../../../work/attachments/attachments.ts';
import { currentVersion, findDoc } from '../../../work/documents/documents.ts';
import { formatByEnding, writeExport } from '../../../work/export/to-file.ts';
import { seriesOf } from '../../../work/recurrence/series.ts';
import { compileContextFilter } from '../../../work/task/select.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';

const FORMATS = WRITTEN.map(({ name }) => name);
/** Other names that people use for a format. */
const ALIASES: Readonly<Record<string, string>> = { json: BACKLOG.name, md: 'markdown' };

export const taskExport = defineCommand({
  name: 'task_export',
  title: 'Export tasks',
  summary: 'Export tasks and documents as JSON or in another format: all, also closed ones, or those of a filter.',
  toolset: 'queue',
  group: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Filter; default: all tasks').default(''),
      format: z
        .enum([...FORMATS, ...Object.keys(ALIASES)])
        .describe('Target format')
        .optional(),
      docs: flagInput().describe('Include documents (default true)').optional(),
      to: pathInput('File; its ending sets the format', 'over').optional(),
      force: flagInput().describe("Overwrite a file that isn't an export").optional(),
      attachments: flagInput().describe('Include attachments in base64').optional(),
      archived: flagInput().describe('Include archived tasks').optional(),
    }),
  output: () =>
    z.strictObject({
      format: z.enum(FORMATS),
      tasks: z
        .array(typedAs<Record<string, unknown>>(z.looseObject({ uuid: z.string(), description: z.string() })))
        .exactOptional(),
      to: z.string().exactOptional(),
      count: z.int().exactOptional(),
    }),
  async run(context, input) {
    const filter = await compileContextFilter(context, input.filter);
    const facts = context.facts();
    const asked = input.format ?? (input.to === undefined ? undefined : formatByEnding(input.to)) ?? BACKLOG.name;
    const source = formatNamed(ALIASES[asked] ?? asked)!;
    const files = attachmentsByTask(context.store.state);
    const inQueue: Whole[] = filter.select(facts).map((task) => {
      const docs = facts.docNames(task.uuid).flatMap((name) => findDoc(context, task, name) ?? []);
      return { task, docs, attachments: files.get(task.uuid) ?? [] };
    });
    const all = [...inQueue, ...(input.archived ? await inArchive(context, input.filter) : [])];
    const together = new Set(all.map(({ task }) => task.uuid));
    let read = 0;
    const rows = all
      .sort((a, b) => a.task.id - b.task.id)
      .map(async ({ task, docs: has, attachments: files }) => {
        const bodies = (input.docs === false ? [] : has).map(async (doc) => [doc.name, await bodyOf(context, doc)]);
        const docs = Object.fromEntries(await Promise.all(bodies));
        const scope = task.scope && namedScope(task.scope, context.repositories.all);
        const series = together.has(task.template ?? task.uuid) ? seriesOf(context, task) : undefined;
        const attachments = await attachedTo(context, files, input.attachments === true);
        const around = { series, attachments, ...(bodies.length > 0 ? { docs } : {}) };
        context.caller.progress?.(++read, all.length, 'reading tasks');
        return source.write!({ ...task, ...present({ scope }) }, around);
      });
    const written = await Promise.all(rows);
    if (input.to === undefined) return { format: source.name, tasks: written };
    const now = toInstant(context.clock.now);
    const nothing = written.length === 0 ? whyNothing(input.filter) : undefined;
    const file = { path: input.to, text: fileOf(source, written), empty: fileOf(source, []), nothing };
    const to = await writeExport({ ...file, format: source, force: input.force ?? false, now }, context);
    return { format: source.name, to, count: written.length };
  },
  show: {
    onlyWhole: true,
    file: ({ format, tasks, to }) => (to === undefined ? fileOf(formatNamed(format)!, tasks!) : undefined),
    text: ({ format, tasks = [], to, count = 0 }) =>
      to === undefined
        ? fileOf(formatNamed(format)!, tasks).replace(/\r?\n$/, '')
        : [`Wrote ${counted(count, 'task')} to ${to} (${format})`, noWayBack(count) ?? []].flat().join('\n'),
    fileNote: ({ tasks = [] }) => noWayBack(tasks.length),
  },
  cli: {
    positional: ['filter'],
    examples: [
      'task export > backlog.json',
      'task export project:web',
      'task export --format taskwarrior > tasks.json',
      'task export --to backlog.json',
      'task export --format markdown project:web > plan.md',
    ],
  },
});

/** Returns the content of the exported file or of a pipe. */
const fileOf = ({ print }: Pick<TaskFormat, 'print'>, rows: readonly Record<string, unknown>[]) =>
  print?.(rows) ?? `${jsonText(rows, 1)}\n`;

const whyNothing = (filter: string) =>
  filter.trim() === '' ? 'there are no tasks' : `no task fits ${oneLine(filter.trim())}`;

/** A task with its documents and attachments. */
interface Whole {
  task: Task;
  /** The task's documents that have a body. */
  docs: readonly Doc[];
  attachments: readonly Attachment[];
}

async function inArchive(context: Context, filter: string): Promise<Whole[]> {
  const { documentsIn, recordsIn, selectArchived } = await loadArchive();
  const found: Whole[] = [];
  for await (const archived of selectArchived(context, { filter })) {
    const attachments = recordsIn<Attachment>(archived, 'attachment');
    found.push({ task: archived.task, docs: documentsIn(archived), attachments });
  }
  return found;
}

async function bodyOf({ store }: Context, doc: Doc): Promise<string> {
  return (await store.getBlob(currentVersion(doc)!.blob!)).toString('utf8');
}

/** Returns the task's attachments; with `whole`, including their bytes. */
function attachedTo({ store }: Context, attachments: readonly Attachment[], whole: boolean) {
  const rows = attachments.map(async ({ task: _, ...attachment }) => {
    if (!whole) return attachment;
    return { ...attachment, content: (await store.getBlob(attachment.blob)).toString('base64') };
  });
  return Promise.all(rows);
}
