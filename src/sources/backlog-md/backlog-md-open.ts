import { groupedBy } from '../../base/iterables.ts';
import { isProven } from '../../domain/task/unmet-criteria.ts';
import { bundledFiles, bundleText, givenFiles } from '../reading/given.ts';
import type { SourceTask } from '../reading/row.ts';
import type { FileEdits, FileTask, OpenAt, OpenFile } from '../source.ts';
import { tagSpelling } from '../taskwarrior/taskwarrior-values.ts';
import { editTaskFile, type FrontMatter, newTaskFile, type TaskFileEdit } from './backlog-md-edit.ts';
import { type BacklogMdProject, readConfig, requireHome } from './backlog-md-project.ts';
import { canonicalId, readTasks } from './backlog-md-tasks.ts';

/** The fields that a task of Backlog.md has. */
const FIELDS = [
  ...['description', 'status', 'project', 'priority', 'tags', 'agent', 'type', 'due', 'depends', 'parent'],
  ...['acceptance', 'spec'],
];

const PRIORITY: Readonly<Record<string, string>> = { H: 'high', M: 'medium', L: 'low' };

/**
 * Opens the bundle of a project for a synchronisation. The ids of tasks are lasting: `ids` says which task each one is.
 * An edit changes the files of tasks, makes new ones, and moves those of deleted tasks into the archive.
 */
export async function openProject(text: string, { file: name, ids = new Map() }: OpenAt): Promise<OpenFile> {
  const files = bundledFiles(text);
  const given = givenFiles(name, new Map(Array.from(files, ([path, body]) => [path, Buffer.from(body)])));
  const home = requireHome(given);
  const project = await readConfig(given, home);
  const { rows } = await readTasks(given, home, project);
  // A file that can't be read still belongs to its task.
  const idOf = ({ known, place }: SourceTask) =>
    (known.source as { id?: string } | undefined)?.id ??
    /([a-z]+-\d+(?:\.\d+)*) - [^/]*$/i.exec(place.file ?? '')?.[1]?.toUpperCase() ??
    '';
  const sameOf = (id: string) => canonicalId(id, project.prefix);
  refuseTwins(rows, (row) => sameOf(idOf(row)));
  respell(ids, rows.map(idOf), sameOf);
  // A reference to a file that becomes no task stays in the file.
  const known = new Set(rows.filter((row) => row.problems.length === 0 || ids.has(idOf(row))).map(idOf));
  // The task of a file that is gone is still known by its id.
  const before = new Map(Array.from(ids, ([id, uuid]) => [sameOf(id), uuid]));
  const meant = (id: string) => (known.has(id) ? id : before.get(sameOf(id)));
  const unknown = new Map<SourceTask, string[]>();
  for (const row of rows) {
    const id = idOf(row);
    row.known.ref = id;
    const uuid = ids.get(id);
    if (uuid !== undefined) row.known.uuid = uuid;
    const depends = (row.known.depends as string[] | undefined) ?? [];
    unknown.set(
      row,
      depends.filter((one) => meant(one) === undefined),
    );
    row.known.depends = depends.flatMap((one) => meant(one) ?? []);
    row.known.parent = meant(String(row.known.parent));
    if (row.known.parent === undefined) delete row.known.parent;
  }
  const open: Project = { files, home, project, rows, unknown, idOf, ids, start: new Map(ids) };
  const handed = rows.map((row) => ({ ...row, hand: true }));
  return { rows: handed, fields: FIELDS, edit: (edits) => editProject(open, edits) };
}

/** Stores the ids of tasks as their files spell them today: `TASK-7` can become `TASK-07`. */
function respell(ids: Map<string, string>, now: readonly string[], sameOf: (id: string) => string): void {
  const spelled = new Map(now.map((id) => [sameOf(id), id]));
  for (const [id, uuid] of [...ids]) {
    const today = spelled.get(sameOf(id));
    if (today === undefined || today === id || ids.has(today)) continue;
    ids.delete(id);
    ids.set(today, uuid);
  }
}

/** Refuses all files with one id: nothing shows which of them is the task. They stay as they are. */
function refuseTwins(rows: readonly SourceTask[], idOf: (row: SourceTask) => string): void {
  for (const [id, twins] of groupedBy(rows, idOf)) {
    if (id === '' || twins.length < 2) continue;
    const files = twins.map(({ place }) => place.file ?? '');
    for (const [n, row] of twins.entries()) {
      const others = files.filter((file) => file !== row.place.file).slice(0, NAMED_TWINS);
      const message = `${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} the same id ${id}; give each file its own`;
      row.problems.unshift({ place: row.place, field: 'id', message, received: id });
      // The first one stands for the task, so that the task isn't missing in the folder.
      const own = n === 0 ? idOf(row) : `${id} ${row.place.file}`;
      row.known = { source: { ...(row.known.source as object), id: own } };
    }
  }
}

/** Maximum number of other files of one id that a message names. */
const NAMED_TWINS = 3;

interface Project {
  files: ReadonlyMap<string, string>;
  home: string;
  project: BacklogMdProject;
  rows: readonly SourceTask[];
  /** Ids of dependencies that no file has. They stay. */
  unknown: ReadonlyMap<SourceTask, readonly string[]>;
  idOf(row: SourceTask): string;
  ids: Map<string, string>;
  start: ReadonlyMap<string, string>;
}

function editProject(open: Project, { rows: edits, added }: FileEdits): string {
  const { files, rows, idOf, ids, start, home, project } = open;
  const next = new Map(files);
  ids.clear();
  for (const [id, uuid] of start) ids.set(id, uuid);
  for (const [i, { mark }] of edits) if (mark !== undefined) ids.set(idOf(rows[i]!), mark);
  let number = highest(open);
  const fresh = added.map((task) => {
    const id = `${project.prefix.toUpperCase()}-${++number}`;
    ids.set(id, task.uuid);
    return { id, task };
  });
  const byUuid = new Map(Array.from(ids, ([id, uuid]) => [uuid, id]));
  for (const [i, { task, fields = [], remove }] of edits) {
    const row = rows[i]!;
    const file = row.place.file!;
    if (row.problems.length > 0) continue;
    if (remove) next.delete(file);
    else if (task && fields.length > 0) {
      next.delete(file);
      next.set(
        placeOf(file, home, { row, task, fields }),
        editTaskFile(files.get(file)!, changeOf(open, { row, task, fields, byUuid })),
      );
    }
  }
  for (const { id, task } of fresh) {
    const words = task.description
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60);
    const { front, ...rest } = changeOf(open, { row: undefined, task, fields: FIELDS, byUuid });
    const head = { id, title: task.description, status: project.words[0], assignee: [], labels: [], dependencies: [] };
    const created = task.entry.slice(0, 16).replace('T', ' ');
    next.set(
      `${home}tasks/${id.toLowerCase()} - ${words || 'task'}.md`,
      newTaskFile({ ...head, created_date: created, ...front }, rest),
    );
  }
  return bundleText(next);
}

/** Returns the highest number of an id, also of archived tasks. */
function highest({ rows, idOf }: Project): number {
  return Math.max(0, ...rows.map((row) => Number(/-0*(\d{1,9})/.exec(idOf(row))?.[1] ?? 0)));
}

interface Change {
  row: SourceTask | undefined;
  task: Partial<FileTask>;
  fields: readonly string[];
  /** Ids of tasks by uuid. */
  byUuid: ReadonlyMap<string, string>;
}

const isDraft = (file: string): boolean => /(^|\/)drafts\//.test(file);

/** Returns the place of a file: a deleted task is archived, and a reopened one is among the others again. */
function placeOf(file: string, home: string, { row, task, fields }: Omit<Change, 'byUuid'>): string {
  if (!fields.includes('status')) return file;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const folder = isDraft(file) ? 'drafts' : 'tasks';
  if (task.status === 'deleted') return `${home}archive/${folder}/${name}`;
  return row?.known.status === 'pending' ? file : `${home}${folder}/${name}`;
}

/** Returns the change of a file for fields of a task. */
function changeOf({ project, unknown }: Project, { row, task, fields, byUuid }: Change): TaskFileEdit {
  const front: Record<string, FrontMatter[string]> = {};
  const has = (field: string) => fields.includes(field);
  // Only its folder says that a task is a draft.
  const isShown = (tag: string) => tag !== 'draft' || !isDraft(row?.place.file ?? '');
  if (has('description')) front.title = task.description;
  if (has('status')) front.status = statusOf(project, row, task);
  if (has('project')) front.milestone = milestoneOf(project, task.project);
  if (has('priority')) front.priority = task.priority && PRIORITY[task.priority];
  if (has('type')) front.type = task.type;
  if (has('due')) front.due_date = task.due?.slice(0, 16).replace('T', ' ');
  if (has('parent')) front.parent_task_id = task.parent && byUuid.get(task.parent);
  if (has('agent')) {
    const others = Array.isArray(row?.extra.assignee) ? row.extra.assignee.slice(1).map(String) : [];
    front.assignee = [...(task.agent === undefined ? [] : [`@${task.agent}`]), ...others];
  }
  if (has('tags')) front.labels = labelsOf(row, (task.tags ?? []).filter(isShown));
  if (has('depends')) {
    const found = (task.depends ?? []).flatMap((uuid) => byUuid.get(uuid) ?? []);
    front.dependencies = [...found, ...((row && unknown.get(row)) ?? [])];
  }
  return {
    front,
    ...(has('spec') ? { spec: task.docs?.spec ?? '' } : {}),
    ...(has('acceptance')
      ? { criteria: (task.acceptance ?? []).map((one) => ({ ...one, met: one.met && isProven(one) })) }
      : {}),
  };
}

/** A word such as `In Progress` stays while the task is open. */
function statusOf(
  { words }: BacklogMdProject,
  row: SourceTask | undefined,
  { status }: Partial<FileTask>,
): string | undefined {
  if (status === 'completed') return words.at(-1);
  const before = typeof row?.extra.status === 'string' ? row.extra.status : words[0];
  return status === 'deleted' && row?.known.status === 'completed' ? words.at(-1) : before;
}

function milestoneOf({ milestones }: BacklogMdProject, project: string | undefined): string | undefined {
  return [...milestones].find(([, title]) => title === project)?.[0] ?? project;
}

/** A label keeps its spelling, which a tag may lack. */
function labelsOf(row: SourceTask | undefined, tags: readonly string[]): string[] {
  const labels = Array.isArray(row?.extra.labels) ? row.extra.labels.map(String) : [];
  return tags.map((tag) => labels.find((label) => tagSpelling(label) === tag) ?? tag);
}
