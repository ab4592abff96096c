import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import { decideLanding } from './decide-landing.ts';
import { laterIn, taskOfUse } from './ledger.ts';
import { hasResult, resultFacts, type WithResult } from './result-facts.ts';
import { ruleReader } from './rule-reader.ts';
import { rulesIn } from './rules-in.ts';

/** A past result, and what the present rules would have decided about it. */
export interface Replayed {
  run: string;
  id: number;
  description: string;
  /** The present state of the run, in words. */
  state: string;
  /** The rule that would have landed it. */
  lands?: string;
  /** Why a person would have decided. */
  asks?: string[];
  later?: string;
}

/** Maximum number of results, the newest: the risk of each is computed from its files. */
const MOST = 200;

/**
 * Applies the present rules to past results. Writes nothing.
 * @param since epoch ms
 */
export async function replayRules(context: Context, since: number): Promise<{ results: Replayed[]; more: number }> {
  const { store } = context;
  const past = runsIn(store.state)
    .filter(wasUp)
    .filter(({ since: at }) => Date.parse(at) >= since)
    .reverse();
  const taskOf = await tasksOfRuns(context, runsIn(store.state));
  const laterOf = laterIn(store.state, taskOf);
  const results: Replayed[] = [];
  for (const run of past.slice(0, MOST)) {
    const set = rulesIn(store, run.repository);
    const facts = await resultFacts(context, run, { past: true });
    const decision = decideLanding(set, facts, await ruleReader(context, set, run));
    results.push({
      run: run.id,
      ...taskOfUse(taskOf, run),
      state: stateLabel(run.state),
      ...('land' in decision ? { lands: decision.land.name } : { asks: decision.ask }),
      ...present({ later: laterOf(run) }),
    });
  }
  return { results, more: Math.max(0, past.length - MOST) };
}

/** Only a result that its checks have seen was ever up for a decision. */
const wasUp = (run: Run): run is WithResult =>
  hasResult(run) && ['review', 'approved', 'merging', 'merged', 'discarded', 'handed_off'].includes(run.state);
