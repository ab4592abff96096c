import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FORMAT_FILE } from './layout.ts';

const FILE = 'diagnostics.log';
const MOST_BYTES = 1 << 20;

/** Adds a line to the store's diagnostics (the last megabyte or two are kept). Best effort: it never throws. */
export function appendDiagnostic(dir: string, text: string, now: number): void {
  try {
    if (!existsSync(join(dir, FORMAT_FILE))) return;
    const file = join(dir, FILE);
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > MOST_BYTES) renameSync(file, `${file}.1`);
    const line = text.replaceAll(/\s*\n\s*/g, ' | ').slice(0, 4_000);
    appendFileSync(file, `${new Date(now).toISOString()} ${line}\n`, { mode: 0o600 });
  } catch {}
}
