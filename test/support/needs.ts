import { spawnSync } from 'node:child_process';
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
export const WITHOUT_TMUX = missing('tmux', ['-V']);

/**
 * Returns the options of a test, or of a block of tests, that this machine skips for a reason. The last lines of
 * `npm test` count the reasons.
 */
export const unless = (reason: string | undefined): TestOptions =>
  reason === undefined ? {} : { skip: true, meta: { leftOut: reason } };

/** Returns the options of tests that need a program of the system. `words` are arguments with which it ends at once. */
export const needsProgram = (name: string, words: readonly string[] = ['--version']): TestOptions =>
  unless(missing(name, words));

/** The options of tests that need a PostgreSQL server. */
export const NEEDS_POSTGRES = unless(hasPostgres ? undefined : 'PostgreSQL is not installed');

/** The options of tests that mount a disk. */
export const NEEDS_MOUNT = unless(canMount ? undefined : 'this user may not mount a disk');

function missing(name: string, words: readonly string[]): string | undefined {
  return spawnSync(name, words, { stdio: 'ignore' }).error ? `${name} is not installed` : undefined;
}
