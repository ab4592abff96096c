import { describe } from 'vitest';
import { type ClientVersion, whyLeftOut } from './clients.ts';

/** Runs the block once per version of Claude Code; where they cannot run, reports it as skipped with the reason. */
export function describeClients(title: string, block: (version: ClientVersion) => void): void {
  for (const version of ['old', 'new'] as const) {
    const reason = whyLeftOut(version);
    const name = `${title} (${version} Claude Code${reason ? `, left out: ${reason}` : ''})`;
    describe.skipIf(reason)(name, () => block(version));
  }
}
