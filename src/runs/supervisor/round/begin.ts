import { present } from '../../../base/present.ts';
import { globOf } from '../../../claims/index.ts';
import type { Run } from '../../../domain/records.ts';
import { repoOf } from '../../../domain/repository.ts';
import { servedBy } from '../../../goals/chain.ts';
import { planOf } from '../../../goals/plan.ts';
import type { Tx } from '../../../store/index.ts';
import { claimOf } from '../../find-run.ts';
import { moved } from '../../lifecycle/apply-transition.ts';
import { documentsAhead } from '../../living/documents.ts';
import { repositoryNamed } from '../../run-folder.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import type { RoundPrompt } from './round-types.ts';
import { beginRound, withReceived } from './rounds.ts';

export type Begins = 'launch' | 'rework';

/** Begins a round in the run's record. The agent's work is then judged by the goal and documents of this moment. */
export async function begin(
  supervised: SupervisedRun,
  verb: Begins,
  prompt: Parameters<typeof beginRound>[1] & Pick<RoundPrompt, 'basis'>,
): Promise<void> {
  const { state, rounds = [] } = await supervised.change((before, tx) => {
    const run = { ...withGoal(before, tx, supervised), ...present({ basis: prompt.basis }) };
    permitDocuments(run, tx, supervised);
    return withReceived(beginRound(moved(run, verb, tx.at), prompt, tx.at), supervised.delivered);
  });
  supervised.events.add({ type: 'state', state });
  supervised.events.add({ type: 'round', n: rounds.length, why: prompt.why });
}

/** Permits the run to edit the documents that it is asked about. Its claim doesn't hold them, so other runs may, too. */
function permitDocuments(run: Run, tx: Tx, { opened, context }: SupervisedRun): void {
  const claim = claimOf(tx, run);
  const paths = documentsAhead(opened.store.state, run).map(({ path }) => path);
  if (!claim || (paths.length === 0 && claim.also === undefined)) return;
  const repo = repoOf(repositoryNamed(context().repositories, run.repository));
  tx.put('claim', claim.id, { ...claim, also: paths.map((glob) => ({ ...present({ repo }), glob: globOf(glob) })) });
}

/** Stores the goal that the run's task serves now. The agent and the checks judge the result by it. */
function withGoal({ goal: _, ...run }: Run, tx: Tx, { context }: SupervisedRun): Run {
  const task = tx.get('task', run.task);
  const { goal } = task ? servedBy(task, context().queue, planOf(tx)) : {};
  const isFirst = (run.rounds ?? []).length === 0;
  return { ...run, ...present({ goal: goal?.id }), ...(isFirst ? present({ firstGoal: goal?.id }) : {}) };
}
