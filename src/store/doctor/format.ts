import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { OTHER_START } from '../failure.ts';
import { readFormat, type StoreFormat, storeFormat } from '../format.ts';
import { FORMAT_FILE, HISTORY, SEGMENT } from '../layout.ts';
import { firstChange, otherStore } from '../log/start.ts';
import { extentOf } from './commits.ts';
import { BY_FIX, NOTHING, type StoreProblem } from './report.ts';

/** Reads the store's format file. If that fails, finds the format by the store's other files. */
export async function examineFormat(
  backend: Backend,
): Promise<{ format: StoreFormat | null; problems: StoreProblem[] }> {
  try {
    const format = await readFormat(backend);
    const store = format && (await otherStore(backend, format, (await extentOf(backend, format.segment)).floor));
    if (!format || !store) return { format, problems: [] };
    const right = { ...format, store };
    return { format: right, problems: [repaired(backend, OTHER_START, right)] };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    if (error.data?.damage === undefined && !error.data?.foreign) throw error;
    const format = await guessFormat(backend);
    if (!format) throw error;
    const problem = error.data?.damage === undefined ? 'it is missing' : String(error.data.damage);
    return { format, problems: [repaired(backend, problem, format)] };
  }
}

function repaired({ location }: Backend, problem: string, format: StoreFormat): StoreProblem {
  const file = `${location}/${FORMAT_FILE}`;
  const mend = { remove: [FORMAT_FILE], put: { [FORMAT_FILE]: `${JSON.stringify(format)}\n` } };
  return { file, problem, lost: NOTHING, cure: `write it again from the first change: ${BY_FIX}`, mend };
}

/** Matches a segment's name of any length: the numbers of its first and of its last change. */
const SEGMENT_NAME = /^(\d{12})-(\d{12})\.ndjson$/;

/** Finds the format by the first change, which follows the queue's id, and by the names of segments. */
async function guessFormat(backend: Backend): Promise<StoreFormat | null> {
  const [named] = (await backend.list(HISTORY))
    .map(({ name }) => SEGMENT_NAME.exec(name))
    .filter((found) => found !== null);
  const segment = named ? Number(named[2]) - Number(named[1]) + 1 : SEGMENT;
  const { floor } = await extentOf(backend, segment);
  const first = await firstChange(backend, { segment, floor });
  return first && storeFormat({ store: first.prev, createdAt: first.at, segment });
}
