import { basename } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import { type MarkerDamage, openStore, putMarker, type StoreProblem } from '../../store/index.ts';
import { isFolder } from '../paths/folder.ts';

/** Describes a damaged marker file. With `fix`, repairs it if exactly one store has a record of the repository. */
export async function examineMarker(
  damage: MarkerDamage,
  fix: boolean,
): Promise<{ problem: StoreProblem; mended: boolean }> {
  const owners = await ownersOf(damage);
  const [owner] = owners;
  const file = String(damage.error.data?.file);
  const inTheWay = isFolder(file);
  const known = owner !== undefined && owners.length === 1 && !inTheWay;
  const problem = {
    file,
    problem: inTheWay ? 'it is a folder' : String(damage.error.data?.damage),
    lost: 'which queue belongs to this repository; the queues themselves are not touched by it',
    cure: known
      ? `write it again for ${owner.dir}, which recorded this repository: run \`backlog doctor --fix\``
      : inTheWay
        ? `move the folder away (\`mv ${shellWord(file)} ${shellWord(`${file}-moved`)}\`), then run \`backlog queue link NAME\` (\`backlog queue list\` lists the names)`
        : byHand(damage),
  };
  if (fix && known) putMarker(damage.common, { workspace: basename(owner.dir), ...owner.named });
  return { problem, mended: fix && known };
}

interface Owner {
  dir: string;
  /** The repository's name; absent for the workspace's home repository. */
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
  return `find its queue (${which}; \`BACKLOG_DIR=FOLDER backlog list\` shows one). Then write {"workspace":"UUID","folder":${JSON.stringify(common)}} into the file, with the name of its folder as UUID. Or remove the file to start an empty queue`;
}
