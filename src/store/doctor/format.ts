import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { OTHER_START } from '../failure.ts';
import { readFormat, type StoreFormat, storeFormat } from '../format.ts';
import { FORMAT_FILE, HISTORY, SEGMENT } from '../layout.ts';
import { linkOf, parseCommit } from '../log/commit.ts';
import { readUnpacked, splitLogLines } from '../log/log-reader.ts';
import { otherStore } from '../log/start.ts';
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

/** Finds the format by the first commit, which contains the store's id, and by the names of segments. */
async function guessFormat(backend: Backend): Promise<StoreFormat | null> {
  const [segment] = (await backend.list(HISTORY)).map(({ name }) => name);
  const size = segment ? Number(/-(\d{12})\./.exec(segment)?.[1]) - Number(segment.slice(0, 12)) + 1 : SEGMENT;
  const packed = segment ? splitLogLines((await backend.get(`${HISTORY}/${segment}`)) ?? Buffer.of())[0] : undefined;
  const line = packed ? { seq: 1, bytes: packed, file: segment ?? '' } : await readUnpacked(backend, 1);
  try {
    return line && storeFormat({ store: linkOf(line).prev, createdAt: parseCommit(line).at, segment: size });
  } catch {
    return null;
  }
}
