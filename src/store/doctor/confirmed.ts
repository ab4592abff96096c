import type { Backend } from '../backend.ts';
import { commitPath, LAST, LOG, lastOf } from '../layout.ts';
import { firstWithFiles } from '../log/confirmed.ts';
import { changeMemory, type LastChange } from '../log/last-change.ts';
import type { Extent } from './commits.ts';
import { BY_SALVAGE, FROM_BACKUP, type StoreProblem } from './report.ts';

/** Returns the newest change that is remembered outside the log: by this machine, or in the queue itself. */
export async function newestConfirmed(backend: Backend, dir: string | undefined): Promise<LastChange | null> {
  const inQueue = (await backend.list(LAST)).flatMap(({ name }) => lastOf(name) ?? []);
  const here = dir === undefined ? null : changeMemory(dir).newest();
  return [...inQueue, ...(here ? [here] : [])].reduce<LastChange | null>(
    (newest, one) => (newest === null || one.seq > newest.seq ? one : newest),
    null,
  );
}

/** Reports files that only follow changes, if the queue has no change and none is remembered. */
export async function withoutLog(backend: Backend, confirmed: LastChange | null): Promise<StoreProblem[]> {
  const folder = confirmed === null ? await firstWithFiles(backend) : undefined;
  if (folder === undefined) return [];
  const problem = `the log is empty, but ${folder}/ has files`;
  return [{ file: `${backend.location}/${LOG}`, problem, lost: 'all changes', cure: FROM_BACKUP }];
}

/** Reports confirmed changes that are missing at the end of the log. */
export function checkConfirmed(
  { location }: Pick<Backend, 'location'>,
  { last }: Pick<Extent, 'last'>,
  confirmed: LastChange | null,
): StoreProblem[] {
  const seq = confirmed?.seq ?? 0;
  if (seq <= last) return [];
  if (last === 0)
    return [
      {
        file: `${location}/${LOG}`,
        problem: `change ${seq} was confirmed, but the log is empty`,
        lost: `all ${seq} changes`,
        cure: FROM_BACKUP,
      },
    ];
  const what = seq === last + 1 ? `change ${seq}` : `changes ${last + 1} to ${seq}`;
  const were = seq === last + 1 ? 'was' : 'were';
  const file = `${location}/${commitPath(last + 1)}`;
  return [{ file, problem: `${what} ${were} confirmed, but missing`, lost: what, cure: BY_SALVAGE }];
}
