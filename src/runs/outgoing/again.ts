import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { putRun } from '../lifecycle/move-run.ts';
import { runSettings } from '../run-settings.ts';
import { freshly } from './due.ts';

/**
 * Makes the next attempt due now, or queues a commit that landed before a setting named a remote.
 * @throws BacklogError `conflict` when the run has nothing to push
 */
export function pushAgain(tx: Tx, { store }: Pick<Context, 'store'>, id: string): Run {
  const run = findRun(tx, id);
  if (run.outgoing) return putRun(tx, { ...run, outgoing: { ...run.outgoing, next: tx.at } });
  const { push, propose } = runSettings(store.state);
  if (run.merged && push !== '' && propose === '')
    return putRun(tx, { ...run, outgoing: freshly(run.merged.commit, tx.at) });
  return refuse('conflict', `nothing of run ${id} is to be pushed: ${whyNot(run, propose)}`, {
    hint: run.merged
      ? '`backlog setting set runs.push <remote>` has targets pushed.'
      : `run_show ${id} says how it stands.`,
  });
}

function whyNot({ merged, proposed, state }: Run, propose: string): string {
  if (merged) return propose === '' ? 'setting runs.push names no remote' : 'with runs.propose targets are not pushed';
  return proposed ? 'it is proposed' : `it is ${state.replaceAll('_', ' ')}`;
}
