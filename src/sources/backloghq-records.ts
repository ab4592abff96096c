import { isObject } from '../base/is-object.ts';
import type { Given } from './reading/given.ts';
import { type Located, readJson, readJsonLines } from './reading/json-file.ts';
import { refuseFile } from './reading/row-location.ts';

/** Matches allowed file names in a manifest, which can't lead out of the data folder. */
const NAME = /^(?:snapshots|ops|archive)\/[\w.-]+$/;

/**
 * Returns the records of a data folder: the records in the manifest's snapshot with all later operations applied, and
 * the archived records. Operations of several writers are sorted by time.
 * @throws BacklogError `invalid` with file and line
 */
export function recordsOf(given: Given, home: string): Located[] {
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
