import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { TestOptions } from 'vitest';
import { canMount } from './mount.ts';
import { hasPostgres } from './postgres-programs.ts';
import { FOR_SOAK } from './seed.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Why this machine skips the test. */
    leftOut?: string;
  }
}

export { FOR_SOAK };

/** Why tests without tmux are skipped; undefined if it is installed. */
export const WITHOUT_TMUX = missingProgram('tmux', ['-V']);

/**
 * Returns the options of a test, or of a block of tests, that this machine skips for a reason. The last lines of
 * `npm test` count the reasons.
 */
export const unless = (reason: string | undefined): TestOptions =>
  reason === undefined ? {} : { skip: true, meta: { leftOut: reason } };

/** Returns the options of tests that need a program of the system. `words` are arguments with which it ends at once. */
export const needsProgram = (name: string, words: readonly string[] = ['--version']): TestOptions =>
  unless(missingProgram(name, words));

/** Why tests without PostgreSQL are skipped; undefined if a server can be started. */
export const WITHOUT_POSTGRES = hasPostgres ? undefined : 'PostgreSQL is not installed';

/** The options of tests that need a PostgreSQL server. */
export const NEEDS_POSTGRES = unless(WITHOUT_POSTGRES);

/** Why tests that mount a disk are skipped; undefined if this user may do so. */
export const WITHOUT_MOUNT = canMount ? undefined : 'this user may not mount a disk';

/** The options of tests that mount a disk. */
export const NEEDS_MOUNT = unless(WITHOUT_MOUNT);

/** Why tests that give files to other users are skipped; undefined for root. */
export const WITHOUT_ROOT = process.getuid?.() === 0 ? undefined : 'only root writes for other users';

/** Returns why tests that use a file of the system are skipped; undefined if it exists. */
export const missingFile = (path: string) => (existsSync(path) ? undefined : `this system has no ${path}`);

/** Returns why tests that need a program are skipped; undefined if it is installed. */
export function missingProgram(name: string, words: readonly string[] = ['--version']): string | undefined {
  return spawnSync(name, words, { stdio: 'ignore' }).error ? `${name} is not installed` : undefined;
}
