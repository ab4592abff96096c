import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../../base/is-object.ts';
import { readCache, writeCache } from '../../../runs/upkeep/cache-file.ts';
import { type HookMemory, REPORTS } from '../memory.ts';

/** Reports about edits that no session was told, beside the queue. */
const FILE = 'edit-reports.json';

/** A report, and the session that it is about. Earlier versions stored only the text. */
interface LeftReport {
  session?: string | undefined;
  text: string;
}

/** Keeps the newest reports that a server that ends has told nobody. The next server takes them. */
export function keepReports(dir: string, { reports }: HookMemory): void {
  const left = reports.filter(({ isUnheard }) => isUnheard()).map(({ session, text }) => ({ session, text }));
  if (left.length === 0) return;
  const all = [...takeReports(dir), ...left].map((report): [string, LeftReport] => [JSON.stringify(report), report]);
  writeCache(join(dir, FILE), JSON.stringify([...new Map(all).values()].slice(-REPORTS)));
}

/** Returns the reports of earlier servers, and removes them. Of several servers that start, one gets them. */
export function takeReports(dir: string): LeftReport[] {
  const taken = join(dir, `${FILE}.${process.pid}`);
  try {
    renameSync(join(dir, FILE), taken);
  } catch {
    return [];
  }
  try {
    const read: unknown = JSON.parse(readCache(taken) ?? '[]');
    return Array.isArray(read) ? read.flatMap(reportOf) : [];
  } catch {
    return [];
  } finally {
    rmSync(taken, { force: true });
  }
}

function reportOf(read: unknown): LeftReport[] {
  const { session, text } = isObject(read) ? read : { session: undefined, text: read };
  return typeof text === 'string' ? [{ ...(typeof session === 'string' ? { session } : {}), text }] : [];
}
