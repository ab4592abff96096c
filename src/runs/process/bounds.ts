import { statfsSync, statSync } from 'node:fs';
import { diskUse } from './disk-use.ts';
import { kinOf } from './sweep.ts';
import { listProcesses } from './table.ts';

/** What a program may use, with all that it starts. */
export interface ProcessBounds {
  /** The folder in which it writes. */
  folder: string;
  /** A file in which an observer writes what the program does. It is not in the folder. */
  trace?: string;
  /** Receives the reason right before Backlog ends the program. */
  over(why: string): void;
  /** Other limits than {@link MOST}. */
  most?: Partial<typeof MOST>;
}

/** Maximum number of processes, of bytes that its folder may have, and of bytes that an observer writes. */
const MOST = { processes: 1_000, bytes: 8 * 2 ** 30, trace: 2 ** 30 };

/** Milliseconds between two looks. */
const LOOK_MS = 500;

/**
 * Watches a program from outside, where it can't end the watch, and ends it when it passes its bounds. The folder is
 * measured only when the disk lost as many bytes meanwhile, because that takes long with many files.
 * @param pid the program, whose descendants count
 * @param end ends the program with all its processes
 * @returns ends the watch
 */
export function watchBounds(pid: number, { folder, trace, over, most }: ProcessBounds, end: () => void): () => void {
  const { processes, bytes, trace: observed } = { ...MOST, ...most };
  let free = freeIn(folder);
  const look = async (): Promise<void> => {
    const now = freeIn(folder);
    const isMany = processesOf(pid) > processes;
    const isMuch = free - now > bytes && (await diskUse(folder)) > bytes;
    if (free - now > bytes) free = now;
    const isTraced = trace !== undefined && sizeOf(trace) > observed;
    if (!isMany && !isMuch && !isTraced) return;
    clearInterval(timer);
    if (isTraced) over('more system calls than can be observed');
    else over(isMany ? `more than ${processes} processes` : `more than ${Math.round(bytes / 2 ** 20)} MiB of files`);
    end();
  };
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  return () => clearInterval(timer);
}

/** Counts a program with its descendants. Those without their parents belong to the first process of their sandbox. */
function processesOf(pid: number): number {
  return kinOf(listProcesses() ?? [], new Set([pid]), new Set()).length;
}

/** Returns the free bytes of a folder's file system; 0 if it can't be read. */
function freeIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** Returns the size of a file in bytes; 0 if it can't be read. */
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
