import { copyFileSync, existsSync, linkSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GARBAGE_MS } from '../garbage-age.ts';
import { ARCHIVE, BLOBS } from '../layout.ts';
import { namesIn } from '../workspace/set-aside.ts';

/**
 * Takes into the new store what was kept in the old one and is too young to be garbage: a commit may be about to name it, which others
 * write on the new store when that has the same past. `now`: milliseconds since the epoch.
 */
export function keepYoung(old: string, folder: string, now: number): void {
  const paths = [
    ...namesIn(join(old, ARCHIVE)).map((name) => join(ARCHIVE, name)),
    ...namesIn(join(old, BLOBS)).flatMap((part) =>
      namesIn(join(old, BLOBS, part), ['ENOENT', 'ENOTDIR']).map((name) => join(BLOBS, part, name)),
    ),
  ];
  for (const path of paths) {
    const modified = statSync(join(old, path)).mtimeMs;
    if (modified > now - GARBAGE_MS) keep(join(old, path), join(folder, path), modified);
  }
}

function keep(from: string, to: string, modified: number): void {
  if (existsSync(to)) {
    utimesSync(to, modified / 1_000, modified / 1_000);
    return;
  }
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
