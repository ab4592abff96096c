import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

const FOLDER = fileURLToPath(new URL('../clients/newest-git/bin', import.meta.url));

/** Why tests with the newest git are skipped; undefined if `scripts/newest-git.sh` has installed it. */
export const WITHOUT_NEWEST_GIT = existsSync(FOLDER) ? undefined : 'the newest git is not installed (newest-git.sh)';

/** Makes the newest git the one in PATH until the test ends, for the test and for Backlog. */
export function useNewestGit(): void {
  vi.stubEnv('PATH', `${FOLDER}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}
