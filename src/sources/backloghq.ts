import { isObject } from '../base/is-object.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { recordsOf } from './backloghq-records.ts';
import { mapRow } from './reading/columns.ts';
import type { Given } from './reading/given.ts';
import type { Located } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask } from './reading/row.ts';
import { notesOfText } from './reading/texts.ts';
import {
  asIs,
  assignee,
  dayOrInstant,
  instant,
  listOf,
  name,
  names,
  oneOf,
  text,
  title,
  unfit,
  type ValueReader,
} from './reading/values.ts';
import type { TaskFormat } from './source.ts';

const STATUS = { pending: 'pending', completed: 'completed', deleted: 'deleted', recurring: 'recurring' };
const PRIORITY = { h: 'H', m: 'M', l: 'L' };

const note: ValueReader = (value) => {
  if (!isObject(value)) return unfit('expected objects with entry and description');
  return { at: instant(value.entry), text: text(value.description) };
};
const COLUMNS: SourceColumns = {
  _id: { to: 'source', read: name, required: true, note: 'Also the uuid here.' },
  id: { to: 'left', read: asIs },
  description: { to: 'description', read: title, required: true },
  status: { to: 'status', read: oneOf(STATUS), required: true },
  priority: { to: 'priority', read: oneOf(PRIORITY) },
  project: { to: 'project', read: name },
  tags: { to: 'tags', read: names },
  depends: { to: 'depends', read: names },
  parent: { to: 'template', read: name },
  agent: { to: 'agent', read: assignee },
  recur: { to: 'recur', read: name },
  due: { to: 'due', read: dayOrInstant },
  wait: { to: 'wait', read: dayOrInstant },
  scheduled: { to: 'scheduled', read: dayOrInstant },
  until: { to: 'until', read: dayOrInstant },
  entry: { to: 'entry', read: instant },
  modified: { to: 'modified', read: instant },
  start: { to: 'start', read: instant },
  end: { to: 'end', read: instant },
  annotations: { to: 'annotations', read: listOf(note) },
  has_doc: { to: 'left', read: asIs },
  _version: { to: 'left', read: asIs },
  _blobs: { to: 'left', read: asIs },
};

/** Data folder of backloghq/backlog: a snapshot, later operations, the archive and documents. */
export const BACKLOGHQ: TaskFormat = {
  name: 'backloghq',
  title: FORMAT_TITLES.backloghq,
  takes: 'its data folder (`TASKDATA`), which has `collections/tasks`',
  remarks: [
    'Reads the newest snapshot, the later operations of all writers, the archive and the documents. uuids stay.',
    'An active task gets a handoff.',
    'Left out: the history of tasks, and the index of texts.',
  ],
  columns: { task: COLUMNS },
  detect: (given) => given.folder && homeOf(given) !== undefined,
  read: async (given) => {
    const reading: ReadRows = { rows: [], left: [], mapped: new Map(), bySource: true };
    const home = homeOf(given) ?? 'collections/tasks/';
    for (const located of recordsOf(given, home)) reading.rows.push(readRecord(given, located, { home, reading }));
    return reading;
  },
};

function homeOf(given: Given): string | undefined {
  return ['collections/tasks/', 'tasks/', ''].find(
    (home) => given.has(`${home}manifest.json`) || given.files().some((file) => file.startsWith(`${home}snapshots/`)),
  );
}

function readRecord(
  given: Given,
  located: Located,
  { home, reading }: { home: string; reading: ReadRows },
): SourceTask {
  const row = mapRow(located, COLUMNS, reading.mapped);
  const { known } = row;
  const id = known.source as string;
  known.source = { kind: 'backloghq', id };
  if (known.status !== 'completed' && known.status !== 'deleted') delete known.end;
  if (known.template !== undefined) delete known.recur;
  const annotations = known.annotations as { at: string; text: string }[] | undefined;
  if (annotations) known.annotations = annotations.flatMap(({ at, text }) => notesOfText(text, at));
  const doc = `${home}blobs/${id}/doc`;
  if (/^[\w-]+$/.test(id) && given.has(doc)) {
    const body = given.text(doc);
    if (body.trim() !== '') known.docs = { spec: body };
  }
  return row;
}
