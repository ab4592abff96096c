import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCache, writeCache } from '../../../runs/upkeep/cache-file.ts';
import type { HookMemory } from '../memory.ts';

/** Reports about edits that no session was told, beside the queue. */
const FILE = 'edit-reports.json';

/** Keeps the reports that a server that ends has told nobody. The next session's server takes them. */
export function keepReports(dir: string, { reports }: HookMemory): void {
  const left = reports.filter(({ isUnheard }) => isUnheard()).map(({ text }) => text);
  if (left.length > 0) writeCache(join(dir, FILE), JSON.stringify([...new Set([...takeReports(dir), ...left])]));
}

/** Returns the reports of earlier servers, and removes them. Of several servers that start, one gets them. */
export function takeReports(dir: string): string[] {
  const taken = join(dir, `${FILE}.${process.pid}`);
  try {
    renameSync(join(dir, FILE), taken);
  } catch {
    return [];
  }
  try {
    const read: unknown = JSON.parse(readCache(taken) ?? '[]');
    return Array.isArray(read) ? read.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  } finally {
    rmSync(taken, { force: true });
  }
}
