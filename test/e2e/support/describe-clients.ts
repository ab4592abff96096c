import { describe } from 'vitest';
import { FOR_SOAK, unless } from '../../support/needs.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { type ClientVersion, whyLeftOut } from './clients.ts';

interface Played {
  /**
   * Is it played in a soak alone? So is what the clients do by themselves, which changes with their pinned versions alone
   * (test/clients/package.json), and what takes long and has a cheaper test in `npm test`.
   */
  only?: 'soak';
}

/** Runs the block with the newest version of Claude Code, in a soak with the oldest, too; where they cannot run, reports it as skipped with the reason. */
export function describeClients(title: string, block: (version: ClientVersion) => void, { only }: Played = {}): void {
  const versions: readonly ClientVersion[] = IS_SOAK ? ['old', 'new'] : ['new'];
  for (const version of versions) {
    const reason = (only === 'soak' ? FOR_SOAK : undefined) ?? whyLeftOut(version);
    const name = `${title} (${version} Claude Code)`;
    describe(name, unless(reason), () => block(version));
  }
}
