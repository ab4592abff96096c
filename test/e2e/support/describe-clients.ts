import { describe } from 'vitest';
import { IS_SOAK } from '../../support/seed.ts';
import { type ClientVersion, whyLeftOut } from './clients.ts';

interface Versions {
  /** Is the oldest version part of `npm test`, or only of a soak? There is not the time for everything in both. */
  old?: 'always' | 'soak';
  /** What the clients do by themselves changes with their pinned versions alone (test/clients/package.json): a soak looks whether it is still so. */
  facts?: boolean;
}

/** Runs the block once per version of Claude Code; where they cannot run, reports it as skipped with the reason. */
export function describeClients(
  title: string,
  block: (version: ClientVersion) => void,
  { old = 'always', facts = false }: Versions = {},
): void {
  const versions: readonly ClientVersion[] = old === 'always' || IS_SOAK ? ['old', 'new'] : ['new'];
  for (const version of versions) {
    const reason = facts && !IS_SOAK ? 'facts are for a soak' : whyLeftOut(version);
    const name = `${title} (${version} Claude Code${reason ? `, left out: ${reason}` : ''})`;
    describe.skipIf(reason)(name, () => block(version));
  }
}
