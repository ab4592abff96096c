import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Creates a home folder for real clients until the test has finished. Codex refuses one in the folder of temporary files. In
 * its sandbox, `/dev` is another one, so that it doesn't find itself in a home on the disk in memory.
 */
export function clientHome(): string {
  const home = realpathSync(mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : homedir(), 'backlog-e2e-')));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return home;
}
