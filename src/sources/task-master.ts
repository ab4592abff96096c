import { isObject } from '../base/is-object.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { mapRow } from './reading/columns.ts';
import type { Given } from './reading/given.ts';
import { type Located, locateAll, readJson } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask, Tally } from './reading/row.ts';
import { refuseFile } from './reading/row-location.ts';
import { assignee, instant, name, names, oneOf, text, title } from './reading/values.ts';
import type { TaskFormat } from './source.ts';

const STATUS = {
  ...Object.fromEntries(['pending', 'in-progress', 'review', 'deferred', 'blocked'].map((word) => [word, 'pending'])),
  done: 'completed',
  completed: 'completed',
  cancelled: 'deleted',
};
const PRIORITY = { critical: 'H', high: 'H', medium: 'M', low: 'L' };

const COLUMNS: SourceColumns = {
  id: { to: 'source', read: name, required: true, note: 'The tag is the list; a subtask is `5.2`.' },
  title: { to: 'description', read: title, required: true },
  description: { to: 'docs.spec', read: text },
  details: { to: 'docs.details', read: text },
  testStrategy: { to: 'docs.test-strategy', read: text },
  status: { to: 'status', read: oneOf(STATUS), plain: ['pending', 'done', 'cancelled'] },
  priority: { to: 'priority', read: oneOf(PRIORITY), plain: ['high', 'medium', 'low'] },
  dependencies: { to: 'depends', read: names },
  assignee: { to: 'agent', read: assignee },
  createdAt: { to: 'entry', read: instant },
  updatedAt: { to: 'modified', read: instant },
  subtasks: { to: 'left', read: (value) => value, note: 'Each is a task with this one as its parent.' },
  parentTaskId: { to: 'left', read: (value) => value },
  parentId: { to: 'left', read: (value) => value },
};

const HOMES = ['tasks.json', '.taskmaster/tasks/tasks.json', 'tasks/tasks.json'];

/** The `tasks.json` of Task Master: lists of tasks by tag since version 0.16, a single list in earlier versions. */
export const TASK_MASTER: TaskFormat = {
  name: 'task-master',
  title: FORMAT_TITLES['task-master'],
  takes: '`.taskmaster/tasks/tasks.json`, or its folder',
  remarks: [
    "`done` is completed, `cancelled` deleted. Every other status is pending, with its word in `extra`. A task that isn't free there gets a handoff.",
    'Subtasks are subtasks. Each tag is a list of its own.',
    'A dependency on a removed task stays in `extra`, with a message.',
    'Left out: `.taskmaster/tasks/*.md`, which are made from `tasks.json`, and the configuration.',
  ],
  columns: { task: COLUMNS },
  detect: (given) => {
    const file = tasksFile(given);
    return file !== undefined && /\.json$/.test(file) && isTheirs(given.text(file));
  },
  read: async (given) => readTags(given),
};

function tasksFile(given: Given): string | undefined {
  return given.folder ? HOMES.find((file) => given.has(file)) : given.files()[0];
}

/** Detects the format by the text's beginning, even of invalid JSON, so that the error names this format. */
function isTheirs(content: string): boolean {
  const start = content.slice(0, 4_000);
  const isList = /^\s*\[\s*\{/.test(start) && /"title"\s*:/.test(start);
  if (isList)
    return (
      /"testStrategy"\s*:/.test(start) ||
      /"subtasks"\s*:[\s\S]*"dependencies"\s*:|"dependencies"\s*:[\s\S]*"subtasks"\s*:/.test(start)
    );
  const tagged = /^\s*\{\s*"[^"]+"\s*:\s*\{\s*"(tasks|metadata)"\s*:/.test(start);
  return (
    tagged ||
    (/^\s*\{\s*"tasks"\s*:\s*\[/.test(start) && /"(subtasks|testStrategy|dependencies|title)"\s*:/.test(start))
  );
}

function readTags(given: Given): ReadRows {
  const file = tasksFile(given);
  if (file === undefined) return refuseFile(given.name, `expected a folder with ${HOMES.join(' or ')}`);
  const read = readJson(given.text(file), file);
  // Programs around Task Master also pass the bare list on.
  const whole = Array.isArray(read) ? { tasks: read } : read;
  if (!isObject(whole)) return refuseFile(file, 'expected an object of tags, each with its tasks, or {"tasks": […]}');
  const mapped: Tally = new Map();
  const reading: ReadRows = { rows: [], left: [], mapped, bySource: true };
  for (const [tag, tasks] of tagsOf(whole, file, reading.left)) {
    const first = reading.rows.length;
    for (const located of locateAll(tasks, file, first)) readTask(reading, located, tag);
    if (tasks.length === 0) reading.left.push(`tag ${tag}: no tasks`);
  }
  return reading;
}

/** Returns the tasks of each tag. A file without tags has only the tag `master`. Adds tags without tasks to `left`. */
function tagsOf(whole: Record<string, unknown>, file: string, left: string[]): [tag: string, tasks: unknown[]][] {
  const describe = (tag: string, metadata: unknown) => {
    if (isObject(metadata) && Object.keys(metadata).length > 0)
      left.push(`tag ${tag}: metadata ${JSON.stringify(metadata).slice(0, 200)}`);
  };
  if (Array.isArray(whole.tasks)) {
    describe('master', whole.metadata);
    return [['master', whole.tasks]];
  }
  const lost: string[] = [];
  const tags = Object.entries(whole).flatMap(([tag, value]): [string, unknown[]][] => {
    const { tasks, metadata } = isObject(value) ? value : {};
    describe(tag, metadata);
    if (Array.isArray(tasks)) return [[tag, tasks]];
    const received = (JSON.stringify(value) ?? '').slice(0, 60);
    lost.push(`tag ${JSON.stringify(tag)}: expected an object with "tasks", received ${received}`);
    return [];
  });
  if (tags.length === 0 && lost[0] !== undefined) refuseFile(file, lost[0]);
  left.push(...lost);
  return tags;
}

function readTask({ rows, mapped }: ReadRows, located: Located, tag: string): void {
  const place = { ...located.place, part: `tag ${tag}` };
  const row = identified(mapRow({ ...located, place }, COLUMNS, mapped), tag);
  rows.push(row);
  const id = (row.known.source as { id: string } | undefined)?.id;
  const { subtasks } = located.value;
  if (subtasks === undefined || subtasks === null) return;
  if (!Array.isArray(subtasks) || !subtasks.every(isObject)) {
    keepSubtasks(row, subtasks, 'expected a list of objects, received');
    return;
  }
  const own = new Set(subtasks.map((subtask) => String(subtask.id)));
  for (const [index, value] of subtasks.entries()) {
    const part = `tag ${tag}, subtask ${index + 1}`;
    const sub = identified(mapRow({ place: { ...place, part }, value }, COLUMNS, mapped), tag, id);
    if (id !== undefined) sub.known.parent = id;
    // In a subtask, a plain number means a subtask of the same parent if there is one.
    sub.known.depends = ((sub.known.depends ?? []) as string[]).map((one) =>
      own.has(one) && !one.includes('.') ? `${id}.${one}` : one,
    );
    rows.push(sub);
    if (Array.isArray(value.subtasks) && value.subtasks.length > 0)
      keepSubtasks(sub, value.subtasks, 'a subtask has none of its own, received');
  }
}

function keepSubtasks(row: SourceTask, subtasks: unknown, why: string): void {
  row.extra = { ...row.extra, subtasks };
  row.warnings.push(`subtasks: ${why} ${JSON.stringify(subtasks).slice(0, 80)}; it stays in extra`);
}

function identified(row: SourceTask, tag: string, parent?: string): SourceTask {
  const { known } = row;
  const id = known.source as string | undefined;
  if (id !== undefined)
    known.source = { kind: 'task-master', list: tag, id: parent === undefined ? id : `${parent}.${id}` };
  if (known.status === undefined) known.status = 'pending';
  if (known.status !== 'pending' && known.modified !== undefined) known.end = known.modified;
  return row;
}
