import { branchName } from '../../domain/runs/branch-name.ts';
import { isReverting } from '../../domain/runs/stack.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import { isInQueue } from './entry.ts';

/**
 * Lists the next effects of approved runs, by name: a merge into a branch, or a push to a remote. Every command continues
 * such runs without a question. So a person must see this list before records of another queue are restored.
 */
export function continuingRuns(records: RunRecords): Record<string, string> {
  return Object.fromEntries(
    runsIn(records).flatMap((run): [string, string][] => {
      const { id, repository, target, verdict, merge, outgoing } = run;
      const folder = records.get('repository', repository)?.folder ?? repository;
      const commit = merge?.commit ?? verdict?.commit ?? 'a result';
      return [
        ...(isInQueue(run) ? [[`${id}.merge`, `${commit} into ${branchName(target)} of ${folder}`] as const] : []),
        ...(isReverting(run)
          ? [[`${id}.revert`, `${run.merged?.commit ?? commit} in ${branchName(target)} of ${folder}`] as const]
          : []),
        ...(outgoing ? [[`${id}.send`, `${outgoing.commit} of ${folder}`] as const] : []),
      ].map(([name, value]) => [`runs.${name}`, value]);
    }),
  );
}
