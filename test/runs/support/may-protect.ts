import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sets or clears a flag of a file, or of a folder and all in it: `+i` makes it immutable, `-i -a` mutable again. */
export const chattr = (path: string, ...flags: string[]): boolean =>
  spawnSync('chattr', ['-R', ...flags, path]).status === 0;

/** Whether this process may make files immutable: only root, and not on every disk. */
export function mayProtect(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'backlog-'));
  const may = chattr(folder, '+i');
  if (may) chattr(folder, '-i');
  rmSync(folder, { recursive: true });
  return may;
}
