import { isObject } from '../base/is-object.ts';
import { BacklogError } from '../domain/errors.ts';
import { type Instant, isInstant, toInstant } from '../domain/instant.ts';
import type { Backend } from './backend.ts';
import { damaged, replaced } from './failure.ts';
import { FORMAT_FILE, HISTORY, LOG, SEGMENT } from './layout.ts';

/** The store format that this version reads and writes. */
export const FORMAT = 1;
/** This version's writer number, which is compared with `minWriter` of a store. */
export const WRITER = 1;

/** Content of `format.json`. */
export interface StoreFormat {
  format: number;
  /** Versions with a lower writer number must not write to the store. They may read it. */
  minWriter: number;
  /** The store's UUID. */
  store: string;
  createdAt: Instant;
  /** Number of commits per packed segment. */
  segment: number;
}

/**
 * Reads the format. Returns null for an empty or missing folder.
 * @throws BacklogError `store` for a folder with other files, or an unknown format
 */
export async function readFormat(backend: Backend): Promise<StoreFormat | null> {
  const file = `${backend.location}/${FORMAT_FILE}`;
  const found = await backend.get(FORMAT_FILE);
  if (!found && (await backend.list('')).length === 0) return null;
  // Another process may have created the store after the first look.
  const bytes = found ?? (await backend.get(FORMAT_FILE)) ?? (await foreign(backend));
  const read = parse(bytes, file);
  const stored = isObject(read) ? read : {};
  const { format, store, minWriter, createdAt, segment } = stored;
  if (typeof format !== 'number') throw damaged(file, 'it does not name the format of the queue');
  if (format !== FORMAT) {
    throw new BacklogError('store', `${file}: expected format ${FORMAT}, found ${format}`, {
      hint: 'Update Backlog: a newer version wrote this queue.',
      data: { file, expected: FORMAT, received: format },
    });
  }
  if (typeof store !== 'string' || typeof minWriter !== 'number' || typeof segment !== 'number' || !(segment > 0))
    throw damaged(file, 'expected fields store, minWriter and segment');
  if (!isInstant(createdAt)) throw damaged(file, `createdAt is ${JSON.stringify(createdAt)}, expected an instant`);
  return { ...stored, format, store, minWriter, createdAt, segment };
}

/** Creates the store, or returns the format of a store that another process created meanwhile. */
export async function createFormat(
  backend: Backend,
  options: { store: string; now: number; segment?: number | undefined },
): Promise<StoreFormat> {
  const { store, now, segment = SEGMENT } = options;
  const format = storeFormat({ store, createdAt: toInstant(now), segment });
  if (await backend.put(FORMAT_FILE, formatText(format))) return format;
  return (await readFormat(backend)) ?? foreign(backend);
}

/** Returns the content of `format.json` as this program writes it. */
export function formatText(format: StoreFormat): string {
  return `${JSON.stringify(format)}\n`;
}

export function storeFormat(facts: Pick<StoreFormat, 'store' | 'createdAt' | 'segment'>): StoreFormat {
  return { format: FORMAT, minWriter: WRITER, ...facts };
}

/**
 * Checks, before every write, that the files still belong to the opened store, and that this version may write to it.
 * @throws BacklogError `store`
 */
export async function admitWriter(backend: Backend, opened: StoreFormat): Promise<void> {
  const format = await readFormat(backend);
  if (format?.store !== opened.store)
    throw replaced(backend.location, format ? 'it has another identity' : 'it is gone');
  checkWriter(backend, format);
}

/**
 * Checks whether this version may write to a store of this format.
 * @throws BacklogError `store`
 */
export function checkWriter({ location }: Pick<Backend, 'location'>, format: StoreFormat): void {
  if (format.minWriter <= WRITER) return;
  throw new BacklogError(
    'store',
    `can't write to ${location}: it needs a writer of version ${format.minWriter} or later, and this one is ${WRITER}`,
    {
      hint: 'Update Backlog and restart the session. Reading still works.',
      data: { expected: format.minWriter, received: WRITER },
    },
  );
}

function parse(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    throw damaged(file, 'it is not JSON', error);
  }
}

/** Refuses a folder with files, but without a format: a queue that lost it, or a folder that is no queue. */
async function foreign(backend: Backend): Promise<never> {
  if ((await backend.list('')).some(({ name }) => name === LOG || name === HISTORY))
    throw damaged(`${backend.location}/${FORMAT_FILE}`, 'it is missing');
  throw new BacklogError('store', `${backend.location} is not a queue: it has files, but no ${FORMAT_FILE}`, {
    hint: backend.location.includes('://')
      ? 'Name another prefix in the address: the place of a queue has nothing else.'
      : 'Set BACKLOG_DIR to an empty folder, or to a folder with a queue.',
    data: { file: `${backend.location}/${FORMAT_FILE}`, foreign: true },
  });
}
