import { appendFileSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keepOwner } from './owner.ts';

const FILE = 'diagnostics.log';
const MOST_BYTES = 1 << 20;

/**
 * Appends a line to the diagnostics in a folder. Only the last one to two megabytes are kept. Diagnostics are errors of
 * this machine's processes, so they are in a local file for every backend. Never throws and never creates the folder.
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

/** Returns the newest diagnostics in a folder, at most about a megabyte. Never throws: without the file, they are empty. */
export function readDiagnostics(dir: string): string {
  try {
    return readFileSync(join(dir, FILE), 'utf8');
  } catch {
    return '';
  }
}
