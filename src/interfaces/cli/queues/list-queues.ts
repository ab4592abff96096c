import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { sizeText } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { situationIn } from '../../../runs/view/situation.ts';
import { addressIn, isStore } from '../../../store/index.ts';
import { damageLine } from '../../../text/error.ts';
import { tableLines } from '../../../text/screen/layout/table.ts';
import { entriesOf } from '../../../work/paths/folder.ts';
import { whereIs } from '../../../work/queues/find-queue.ts';
import {
  changedAt,
  factsIn,
  placeOfQueue,
  type QueueFacts,
  type QueueRow,
  queueAt,
  queueFolders,
  type ReadQueue,
  readQueue,
  storeAt,
} from '../../../work/queues/queues.ts';
import type { Caller, Context } from '../../../work/workspace/context.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import type { Streams } from '../io.ts';
import { screenOf } from '../terminal/colour.ts';

/** A row of `backlog queue list`. The numbers are absent if the queue can't be opened. */
export interface ListedQueue extends Omit<QueueRow, 'repositories'>, FolderSize {
  open?: number;
  attention?: number;
  running?: number;
  /** Where the queue is on a server. */
  address?: string;
  /** When the queue last changed. */
  changed: string;
  /** Set for the queue of the caller's folder. */
  here?: true;
}

/**
 * Lists the queues of this machine, the last changed one first. Reads at most `limit` of them.
 * @returns the rows, and the number of all queues
 */
export async function listQueues(
  { env, cwd }: Pick<Streams, 'env' | 'cwd'>,
  { limit, caller }: { limit: number; caller: Caller },
): Promise<{ total: number; queues: ListedQueue[] }> {
  const all = Array.from(queueFolders(env), ([, dir]) => ({ dir, changed: changedAt(dir) }));
  const shown = all.sort((a, b) => b.changed - a.changed).slice(0, limit);
  const here = storeAt(cwd, env);
  const queues: ListedQueue[] = [];
  for (const { dir, changed } of shown) {
    let numbers: Numbers = {};
    const read: ReadQueue = async () => {
      const { facts, ...counted } = await readWhole(dir, { env, caller });
      numbers = counted;
      return facts;
    };
    const { repositories, ...row } = await queueAt(dir, { env, cwd, read });
    queues.push({
      ...row,
      folder: row.folder ?? (row.problem === undefined ? whereIs({ ...row, repositories }) : null),
      ...numbers,
      ...folderSize(dir),
      changed: new Date(changed).toISOString(),
      ...(dir === here ? { here: true as const } : {}),
      ...present({ address: addressOf(dir) }),
    });
  }
  return { total: all.length, queues };
}

/** Returns the address of a queue on a server. A damaged file of it is the queue's problem, told beside it. */
function addressOf(dir: string): string | undefined {
  try {
    return addressIn(dir);
  } catch {
    return undefined;
  }
}

type Numbers = Pick<ListedQueue, 'open' | 'attention' | 'running' | 'problem'>;

/**
 * Reads a queue once: its name, its repositories and its numbers. If its tasks can't be read, returns the rest with the
 * problem.
 */
async function readWhole(
  dir: string,
  { env, caller }: { env: Streams['env']; caller: Caller },
): Promise<Numbers & { facts: QueueFacts }> {
  isStore(dir);
  const { cwd, env: place } = placeOfQueue(dir, [], env);
  const opened = await openWorkspace({ cwd, env: place, store: { lazy: true } }).catch((error: Error) => error);
  if (opened instanceof Error) return { facts: await readQueue(dir), problem: opened.message };
  try {
    const { state, tail } = opened.store;
    return { facts: factsIn(state), ...numbersIn(opened.context(caller)), ...(tail && { problem: damageLine(tail) }) };
  } finally {
    await opened.close();
  }
}

function numbersIn(context: Context): Numbers {
  try {
    const { totals, attention, working } = situationIn(context);
    const running = working.filter(({ run }) => run !== undefined).length;
    return { open: totals.open, attention: attention.length, running };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Formats the list as a table, adapted to the terminal. */
export function queuesText({ queues }: { queues: readonly ListedQueue[] }, streams: Streams): string {
  const screen = screenOf(streams) ?? { columns: Number.MAX_SAFE_INTEGER, colour: 0 };
  const number = (head: string, of: (row: ListedQueue) => number | undefined) => ({
    head,
    align: 'right' as const,
    cell: (row: ListedQueue) => of(row)?.toString(),
  });
  const lines = tableLines<ListedQueue>(
    [
      { head: '', cell: ({ here }) => (here ? '*' : undefined) },
      { head: 'queue', cell: ({ name }) => name },
      number('open', ({ open }) => open),
      number('needs attention', ({ attention }) => attention),
      number('running', ({ running }) => running),
      {
        head: 'size',
        align: 'right',
        keep: 1,
        cell: ({ bytes, more }) => `${more ? 'over ' : ''}${sizeText(bytes)}`,
      },
      {
        head: 'folder',
        least: 12,
        keep: 2,
        cell: ({ folder, address }) => [folder, address && `(${address})`].filter(Boolean).join(' ') || undefined,
      },
      { head: 'problem', least: 12, cell: ({ problem }) => problem && { text: problem, style: 'alarm' } },
    ],
    queues,
    screen,
  );
  return queues.length === 0
    ? 'No queues. The first change in a repository makes one: `backlog add "Fix login"`'
    : lines.join('\n');
}

/** The size on disk of a folder's content. */
interface FolderSize {
  bytes: number;
  /** Set if there are more files than were counted. */
  more?: true;
}

/** Maximum number of files and folders that {@link folderSize} counts. The worktrees of runs can have very many. */
const MOST = 20_000;

/** Returns the size on disk of a folder's content, of at most {@link MOST} files. Files that can't be read count as empty. */
function folderSize(folder: string): FolderSize {
  const folders = [folder];
  let bytes = 0;
  let left = MOST;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const entry of entriesOf(at)) {
      if (left-- === 0) return { bytes, more: true };
      const path = join(at, entry.name);
      bytes += sizeOf(path);
      if (entry.isDirectory()) folders.push(path);
    }
  }
  return { bytes };
}

/** Size of a disk block in `stat`, in bytes, on every system. */
const BLOCK = 512;

function sizeOf(path: string): number {
  try {
    const { blocks = 0 } = lstatSync(path);
    return blocks * BLOCK;
  } catch {
    return 0;
  }
}
