import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCache, writeCache } from '../../../runs/upkeep/cache-file.ts';
import type { HookMemory } from '../memory.ts';

/** Reports about edits that no session was told, beside the queue. */
const FILE = 'edit-reports.json';
/** Maximum number of reports in the file. Their sessions may never come back, and then the oldest ones are dropped. */
const MOST = 100;

/** A report, and the session whose edit it is about. Earlier versions kept no session. */
interface LeftReport {
  session?: string | undefined;
  text: string;
}

/** Keeps the reports that a server that ends has told nobody. A later server takes them. */
export function keepReports(dir: string, { reports }: HookMemory): void {
  keep(
    dir,
    reports.filter(({ isUnheard }) => isUnheard()),
  );
}

export function hasLeftReports(dir: string): boolean {
  return existsSync(join(dir, FILE));
}

/**
 * Returns the reports of earlier servers about edits of the sessions that `isMine` chooses, and removes them. Of several
 * servers that start, one gets them.
 */
export function takeReports(dir: string, isMine: (session: string | undefined) => boolean): LeftReport[] {
  const all = takeAll(dir);
  keep(
    dir,
    all.filter(({ session }) => !isMine(session)),
  );
  return all.filter(({ session }) => isMine(session));
}

/** Adds reports to the file, each one once. */
function keep(dir: string, added: readonly LeftReport[]): void {
  if (added.length === 0) return;
  const all = [...takeAll(dir), ...added].map(({ session, text }) => JSON.stringify({ session, text }));
  writeCache(join(dir, FILE), `[${[...new Set(all)].slice(-MOST).join()}]`);
}

function takeAll(dir: string): LeftReport[] {
  const taken = join(dir, `${FILE}.${process.pid}`);
  try {
    renameSync(join(dir, FILE), taken);
  } catch {
    return [];
  }
  try {
    const read: unknown = JSON.parse(readCache(taken) ?? '[]');
    return Array.isArray(read) ? read.flatMap(reportIn) : [];
  } catch {
    return [];
  } finally {
    rmSync(taken, { force: true });
  }
}

function reportIn(read: unknown): LeftReport[] {
  if (typeof read === 'string') return [{ text: read }];
  const { session, text } = (read ?? {}) as Partial<Record<string, unknown>>;
  if (typeof text !== 'string') return [];
  return [typeof session === 'string' ? { session, text } : { text }];
}
