import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { ELSEWHERE } from '../../domain/repository.ts';
import { isFromEnvironment } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';

/**
 * The state of a recorded repository on the disk.
 * - `linked`: as recorded.
 * - `gone`: removed or moved. The next write from the new folder updates the record.
 * - `elsewhere`: only other machines have a clone, in a queue on a server.
 * - `unlinked`: the folder contains another repository, or the marker is lost.
 */
export const REPOSITORY_STATES = ['linked', 'gone', 'elsewhere', 'unlinked'] as const;
export type RepositoryState = (typeof REPOSITORY_STATES)[number];

export function stateOf(one: Repository, context: Pick<Context, 'workspace' | 'store'>): RepositoryState {
  // The store and the marker are created at the first write.
  if (!context.store.exists) return 'linked';
  if (one.places && one.folder === ELSEWHERE) return 'elsewhere';
  if (!existsSync(one.common ?? one.folder)) return 'gone';
  return one.common === undefined || leadsHere(one, context) ? 'linked' : 'unlinked';
}

/** Checks whether calls in the repository use the queue of `context`. */
function leadsHere({ name, folder, common }: Repository, context: Pick<Context, 'workspace'>): boolean {
  const ours = context.workspace();
  try {
    // The git folder of a submodule is in the one of the repository around it, which has a queue of its own.
    const there = context.workspace(existsSync(folder) ? folder : common);
    if (!isFromEnvironment(ours))
      return there.dir === ours.dir && (there.repository === undefined || there.repository === name);
    const own = there.own?.();
    // No marker names a queue on a server, or in a folder outside of BACKLOG_HOME: only the environment leads there.
    const canBeNamed = own && !ours.shared && dirname(own.dir) === dirname(ours.dir);
    return !canBeNamed || own.dir === ours.dir;
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}
