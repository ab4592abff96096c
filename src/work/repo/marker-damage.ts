import { basename } from 'node:path';
import { type MarkerDamage, openStore, putMarker, type StoreProblem } from '../../store/index.ts';

/**
 * What a damaged marker costs, and how the repository gets its queue back: the one that recorded it, when there is exactly one. With
 * `fix` that is done.
 */
export async function examineMarker(
  damage: MarkerDamage,
  fix: boolean,
): Promise<{ problem: StoreProblem; mended: boolean }> {
  const owners = await ownersOf(damage);
  const [owner] = owners;
  const known = owner !== undefined && owners.length === 1;
  const problem = {
    file: String(damage.error.data?.file),
    problem: String(damage.error.data?.damage),
    lost: 'which queue belongs to this repository; the queues themselves are not touched by it',
    cure: known
      ? `write it again for ${owner.dir}, which recorded this repository: \`backlog doctor --fix\` does it`
      : byHand(damage),
  };
  if (fix && known) putMarker(damage.common, { workspace: basename(owner.dir), ...owner.named });
  return { problem, mended: fix && known };
}

interface Owner {
  dir: string;
  /** The repository's name, unless the workspace was made in it. */
  named: { repository?: string };
}

async function ownersOf({ common, stores }: MarkerDamage): Promise<Owner[]> {
  const owners: Owner[] = [];
  for (const dir of stores) {
    const store = await openStore({ dir, kinds: ['repository'] }).catch(() => null);
    for (const [, record] of store?.state.all('repository') ?? []) {
      if (record.common === common) owners.push({ dir, named: record.home ? {} : { repository: record.name } });
    }
  }
  return owners;
}

function byHand({ common, stores }: MarkerDamage): string {
  const which = stores.length > 0 ? `one of ${stores.join(', ')}` : 'there is none yet';
  return `find its queue (${which}; \`BACKLOG_DIR=FOLDER backlog list\` shows one) and write {"workspace":"UUID","folder":${JSON.stringify(common)}} with the name of its folder; or remove the file to begin with an empty queue`;
}
