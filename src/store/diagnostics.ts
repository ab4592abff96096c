import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keepOwner } from './owner.ts';
import type { StoreOptions } from './types.ts';

const FILE = 'diagnostics.log';
const MOST_BYTES = 1 << 20;

/** The local folder for a store's diagnostics; undefined when they go nowhere. */
export function diagnosticsFolder({ diagnostics, backend, dir }: StoreOptions): string | undefined {
  return diagnostics ?? (backend ? undefined : dir);
}

/**
 * Adds a line to the diagnostics in a folder (the last megabyte or two are kept). They tell what went wrong in the processes of
 * this machine, so they are a local file, whatever backend the store is in. Best effort: it never throws, and makes no folder.
 */
export function appendDiagnostic(dir: string, text: string, now: number): void {
  try {
    const file = join(dir, FILE);
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > MOST_BYTES) renameSync(file, `${file}.1`);
    const isNew = size === 0 || size > MOST_BYTES;
    const line = text.replaceAll(/\s*\n\s*/g, ' | ').slice(0, 4_000);
    appendFileSync(file, `${new Date(now).toISOString()} ${line}\n`, { mode: 0o600 });
    if (isNew) keepOwner(file);
  } catch {}
}
