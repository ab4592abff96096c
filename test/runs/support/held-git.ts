import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { exists } from './acting.ts';
import type { Field } from './field.ts';

/** A git that stands still in the middle of its work. */
export interface HeldGit {
  /** Resolves when it has come there. */
  reached: Promise<void>;
  lives(): boolean;
}

/**
 * From now on the first git that programs start with these words waits for ever before it does anything, as on a disk that hangs; later
 * ones do not.
 */
export function holdGit({ root, store }: Pick<Field, 'root' | 'store'>, words: string): HeldGit {
  const bin = join(root, 'bin');
  const held = join(root, 'held');
  mkdirSync(bin);
  const real = `PATH="\${PATH#*:}" exec git "$@"`;
  const script = `#!/bin/sh
case "$*" in *"${words}"*) mkdir ${held}-once 2>/dev/null && { echo $$ > ${held}; exec sleep 1000; };; esac
${real}
`;
  writeFileSync(join(bin, 'git'), script);
  chmodSync(join(bin, 'git'), 0o755);
  const before = process.env.PATH;
  process.env.PATH = [bin, before].join(delimiter);
  // Processes that no terminal starts have the PATH of the run's start.
  for (const name of readdirSync(join(store, 'runs'))) {
    const file = join(store, 'runs', name, 'path.txt');
    if (existsSync(file)) writeFileSync(file, process.env.PATH);
  }
  onTestFinished(() => {
    process.env.PATH = before;
  });
  return {
    reached: exists(held),
    lives: () => existsSync(`/proc/${readFileSync(held, 'utf8').trim()}/fd/0`),
  };
}
