import { BacklogError } from '../../domain/errors.ts';
import { anyArchived } from '../archive/is-archived.ts';
import { loadArchive } from '../archive/load-archive.ts';
import type { Context } from '../workspace/context.ts';
import { isReference, seekTask } from './find.ts';

/**
 * Accepts completed tasks of the archive as dependencies, because they are met. Replaces their ids by uuids, which the
 * queue doesn't have. Other archived tasks are refused later, with the call that restores them.
 * @returns the context and the dependencies for the call
 */
export async function withMet(
  context: Context,
  depends: readonly string[] | null | undefined,
): Promise<{ context: Context; depends: string[] | null | undefined }> {
  if (!depends || depends.length === 0 || !anyArchived(context.store))
    return { context, depends: depends && [...depends] };
  const met = new Set<string>();
  const named: string[] = [];
  for (const edit of depends) {
    const [, sign = '', id = ''] = /^([+-]?)(.*)$/s.exec(edit) ?? [];
    const uuid = isMissing(context, id) ? await completedIn(context, id) : undefined;
    if (uuid !== undefined) met.add(uuid);
    named.push(uuid === undefined ? edit : sign + uuid);
  }
  if (met.size === 0) return { context, depends: named };
  return { context: Object.create(context, { met: { value: met } }) as Context, depends: named };
}

function isMissing({ queue }: Context, id: string): boolean {
  return isReference(id) && seekTask(queue, id) instanceof BacklogError;
}

async function completedIn({ store }: Context, id: string): Promise<string | undefined> {
  const { archivedTask } = await loadArchive();
  // An archive that can't be read leaves the id as it is, so that the call's own refusal names the damage.
  const found = await archivedTask(store, id).catch(ignoreRefusal);
  return found?.task.status === 'completed' ? found.task.uuid : undefined;
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof BacklogError)) throw error;
}
