import { present } from '../../../base/present.ts';
import type { Door } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { Attachment, Doc } from '../../../domain/records.ts';
import { namedScope } from '../../../domain/repository.ts';
import type { Task } from '../../../domain/task/task.ts';
import { formatByEnding, formatMeant, isFormatMeant, WRITTEN_FORMATS } from '../../../domain/task-formats.ts';
import { BACKLOG, formatNamed, type TaskFormat } from '../../../sources/index.ts';
import { jsonText, oneLine } from '../../../text/safe.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { attachmentsByTask } from '../../../work/attachments/attachments.ts';
import { portableSettings } from '../../../work/config/write-config.ts';
import { currentVersion, findDoc } from '../../../work/documents/documents.ts';
import { refuseEnding, writeExport } from '../../../work/export/to-file.ts';
import { writeExportFolder } from '../../../work/export/to-folder.ts';
import { seriesOf } from '../../../work/recurrence/series.ts';
import { compileContextFilter } from '../../../work/task/select.ts';
import type { Context } from '../../../work/workspace/context.ts';
import type { Exported, ExportInput } from './export-shapes.ts';

/** Exports tasks: as rows, or into a file or a folder. @throws BacklogError for a wrong call, or a place that can't be written */
export async function exportQueue(context: Context, input: ExportInput): Promise<Exported> {
  refuseFormat(input, context.caller.door);
  const filter = await compileContextFilter(context, input.filter);
  const facts = context.facts();
  if (input.format === undefined && input.to !== undefined) refuseEnding(input.to, input.filter);
  const asked = input.format ?? (input.to === undefined ? undefined : formatByEnding(input.to)) ?? BACKLOG.name;
  const source = formatNamed(asked)!;
  const carried: Partial<ReturnType<typeof settingsIn>> = input.settings ? settingsIn(context, source) : {};
  const files = attachmentsByTask(context.store.state);
  const inQueue: Whole[] = filter.select(facts).map((task) => {
    const docs = facts.docNames(task.uuid).flatMap((name) => findDoc(context, task, name) ?? []);
    return { task, docs, attachments: files.get(task.uuid) ?? [] };
  });
  const all = [...inQueue, ...(input.archived ? await inArchive(context, input.filter) : [])];
  if (source.files) return toFolder(context, { source, all, ...present({ to: input.to }) });
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
      const around = { series, attachments, zone: context.clock.zone, ...(bodies.length > 0 ? { docs } : {}) };
      context.caller.progress?.(++read, all.length, 'reading tasks');
      return source.write!({ ...task, ...present({ scope }) }, around);
    });
  const written = await Promise.all(rows);
  if (input.to === undefined) {
    if (written.length === 0) refuseFile(input.filter.trim());
    return { format: source.name, tasks: written, ...carried };
  }
  const now = toInstant(context.clock.now);
  const nothing = written.length === 0 ? whyNothing(input.filter) : undefined;
  const [text, empty] = [written, []].map((some) => fileOf(source, some, carried.settings));
  const file = { path: input.to, text: text!, empty: empty!, nothing };
  const to = await writeExport({ ...file, format: source, force: input.force ?? false, now }, context);
  const { left } = carried;
  return { format: source.name, to, count: written.length, ...present({ left }) };
}

/** Returns the exported rows as the text of a file. */
export const exportedText = ({ format, tasks = [], settings }: Exported): string =>
  fileOf(formatNamed(format)!, tasks, settings);

/** Writes tasks as files of a folder. @throws BacklogError `usage` without its name, or without tasks */
async function toFolder(
  context: Context,
  { source, all, to }: { source: TaskFormat; all: readonly Whole[]; to?: string },
): Promise<{ format: TaskFormat['name']; to: string; count: number }> {
  if (to === undefined)
    refuse('usage', `${source.title} keeps each task in a file of its own, so an export needs a folder`, {
      hint: `Name a new one: \`task_export --format ${source.name} --to backlog\``,
    });
  if (all.length === 0)
    refuse('usage', 'no task to export', { hint: 'Choose another filter: `task_list` shows tasks.' });
  // A task can be in the archive and, after a stop in the middle of its move, also in the queue.
  const once = [...new Map(all.map((one) => [one.task.uuid, one])).values()];
  const tasks = once.map(async ({ task, docs: has }) => {
    const docs = await Promise.all(has.map(async (doc) => [doc.name, await bodyOf(context, doc)]));
    return { task, docs: Object.fromEntries(docs) };
  });
  const files = source.files!(await Promise.all(tasks));
  const folder = await writeExportFolder(to, files, context);
  return { format: source.name, to: folder, count: files.length };
}

/** Returns the content of the exported file or of a pipe. */
const fileOf = (
  { print }: Pick<TaskFormat, 'print'>,
  rows: readonly Record<string, unknown>[],
  settings?: Readonly<Record<string, unknown>>,
) => print?.(rows) ?? `${jsonText(settings ? { settings, tasks: rows } : rows, 1)}\n`;

/** Returns this queue's own settings and agents, as a config file has them. @throws BacklogError `usage` */
function settingsIn(
  { store: { state } }: Context,
  { name }: TaskFormat,
): { settings: Record<string, unknown>; left: string[] } {
  if (name !== BACKLOG.name)
    refuse('usage', `settings does not apply to the format ${name}`, {
      hint: `Only the format ${BACKLOG.name} contains settings: \`backlog export --settings --to backlog.json\``,
    });
  const { values, agents, left } = portableSettings(
    Array.from(state.all('setting'), ([, setting]) => setting),
    Array.from(state.all('agent'), ([, agent]) => agent),
  );
  return { settings: { ...Object.fromEntries(values), agents: Object.fromEntries(agents) }, left };
}

const whyNothing = (filter: string) =>
  filter.trim() === '' ? 'there are no tasks' : `no task fits ${oneLine(filter.trim())}`;

/** Refuses the name of a format as the whole filter: a person meant `--format`. @throws BacklogError `usage` */
function refuseFormat(
  { filter, format }: { filter: string; format?: string | undefined },
  door: Door | undefined,
): void {
  const meant = formatMeant(filter.trim());
  const found = typeof meant === 'string' && format === undefined ? formatNamed(meant) : undefined;
  if (!found?.write || /^task$/i.test(filter.trim())) return;
  refuse('usage', `${filter.trim()} is a format, not a filter`, {
    hint: `Write \`task_export ${door === 'cli' ? `--format ${found.name}` : `with format: ${found.name}`}\`. To search the word: \`description:${filter.trim()}\``,
  });
}

/** Refuses the name of a file as the filter of an empty export. @throws BacklogError `usage` */
function refuseFile(filter: string): void {
  const said = /^(?:(?:to|as|into|for)\s+)?([^\s:]+)$/.exec(filter)?.[1];
  if (said === undefined) return;
  if (formatByEnding(said) !== undefined)
    refuse('usage', whyNothing(filter), { hint: `To write a file: \`task_export --to ${said}\`` });
  // A word such as `todo` is sought in texts.
  if (/\.\w{2,5}$/.test(said) || (isFormatMeant(said) && !/^(?:todo|list|text|checklist|task)$/i.test(said))) {
    const names = WRITTEN_FORMATS.join(', ');
    refuse('usage', whyNothing(filter), {
      hint: `It is no format of an export: ${names}. Programs read CSV: \`task_export --format csv --to tasks.csv\``,
    });
  }
}

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
