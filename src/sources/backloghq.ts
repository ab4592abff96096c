import { isObject } from '../base/is-object.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { mapRow } from './reading/columns.ts';
import type { Given } from './reading/given.ts';
import { type Located, readJson, readJsonLines } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask } from './reading/row.ts';
import { refuseFile } from './reading/row-location.ts';
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

/** Matches allowed file names in a manifest, which can't lead out of the data folder. */
const NAME = /^(?:snapshots|ops|archive)\/[\w.-]+$/;

/**
 * Returns the records of a data folder: the records in the manifest's snapshot with all later operations applied, and
 * the archived records. Operations of several writers are sorted by time.
 * @throws BacklogError `invalid` with file and line
 */
function recordsOf(given: Given, home: string): Located[] {
  const file = `${home}manifest.json`;
  if (!given.has(file)) return refuseFile(file, 'expected a manifest, which names the snapshot');
  const manifest = readJson(given.text(file), file);
  if (!isObject(manifest)) return refuseFile(file, 'expected an object');
  const pathOf = (value: unknown, what: string) => {
    if (typeof value !== 'string' || !NAME.test(value))
      return refuseFile(file, `${what}: expected a file of this folder, received ${JSON.stringify(value)}`);
    if (!given.has(home + value))
      return refuseFile(file, `${what}: expected a file that exists, received ${JSON.stringify(value)}`);
    return home + value;
  };
  const active = isObject(manifest.activeAgentOps) ? Object.values(manifest.activeAgentOps) : [];
  const ops = [...new Set([manifest.activeOps, ...active].filter(Boolean))].map((one) => pathOf(one, 'activeOps'));
  const records = snapshot(given, pathOf(manifest.currentSnapshot, 'currentSnapshot'));
  const bad = apply(given, ops, records);
  const archived = (Array.isArray(manifest.archiveSegments) ? manifest.archiveSegments : []).flatMap((one) =>
    archive(given, pathOf(one, 'archiveSegments')),
  );
  const all = [...records.values()].flat().concat(
    archived.filter(({ value }) => !records.has(String(value._id))),
    bad,
  );
  return all.map((one, index) => ({ ...one, place: { ...one.place, row: index + 1 } }));
}

/** Records by id. Keeps two records with the same id; the import refuses them later. */
type Records = Map<string, Located[]>;

function snapshot(given: Given, file: string): Records {
  const records: Records = new Map();
  for (const line of readJsonLines(given.text(file), file)) {
    if (line.problem === undefined && line.place.line === 1 && 'timestamp' in line.value) continue;
    const one =
      isObject(line.value.data) || line.problem !== undefined
        ? recordOf(line)
        : { ...line, problem: 'expected an object with id and data' };
    const id = String(line.value.id ?? `line ${line.place.line}`);
    records.set(id, [...(records.get(id) ?? []), one]);
  }
  return records;
}

function recordOf(line: Located): Located {
  return line.problem === undefined ? { place: line.place, value: line.value.data as Record<string, unknown> } : line;
}

/** Applies operations, each with a whole record. Those of several writers are sorted by time, then by counter. */
function apply(given: Given, files: readonly string[], records: Records): Located[] {
  const lines = files.flatMap((file) => readJsonLines(given.text(file), file));
  const bad = lines.filter(({ problem }) => problem !== undefined);
  const sound = lines.filter(({ problem }) => problem === undefined);
  const when = ({ value }: Located) => String(value.ts ?? '');
  sound.sort((a, b) => when(a).localeCompare(when(b)) || Number(a.value.clock ?? 0) - Number(b.value.clock ?? 0));
  for (const line of sound) {
    const { op, id, data } = line.value;
    if (op === 'delete' && typeof id === 'string') records.delete(id);
    else if (op === 'set' && typeof id === 'string' && isObject(data)) records.set(id, [recordOf(line)]);
    else if (op !== 'checkpoint') bad.push({ ...line, problem: 'expected an operation: op set or delete, id, data' });
  }
  return bad;
}

function archive(given: Given, file: string): Located[] {
  const whole = readJson(given.text(file), file);
  const records = isObject(whole) ? whole.records : undefined;
  if (!isObject(records)) return refuseFile(file, 'expected an object with records');
  return Object.values(records).map((value, index): Located => {
    const place = { file, row: index + 1 };
    return isObject(value) ? { place, value } : { place, value: {}, raw: value, problem: 'expected an object' };
  });
}

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
