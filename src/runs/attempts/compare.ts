import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import { isKept, isUndecided } from '../../domain/runs/attempts/attempts.ts';
import { type BestAttempt, bestOf, type ComparedAttempt } from '../../domain/runs/attempts/order.ts';
import { pastWaitMs, timesOf } from '../../domain/runs/times/run-times.ts';
import { shownState } from '../../domain/state-words.ts';
import { metBy } from '../../domain/task/task-grades.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { hasResult, resultFacts } from '../autonomy/result-facts.ts';
import { runsOf } from '../find-run.ts';
import { eventsFile } from '../view/run-view.ts';
import { usageNow } from '../view/usage-so-far.ts';

/** The attempts at a task, and the best of them. `best` is absent when one was kept, or none can be kept. */
interface Comparison {
  attempts: ComparedAttempt[];
  best?: BestAttempt;
}

/** Compares the attempts of a run's group, the first one first. A run without a group is compared with its task's others. */
export async function compareAttempts(context: Context, run: Run): Promise<Comparison> {
  const runs = runsOf(context.store.state, run.task).filter(({ group }) => group === run.group);
  const attempts = await Promise.all(runs.map((one) => comparedOf(context, one)));
  const isOpen = runs.some((one) => isUndecided(one, runs));
  return { attempts, ...present({ best: isOpen ? bestOf(attempts) : undefined }) };
}

async function comparedOf(context: Context, run: Run): Promise<ComparedAttempt> {
  const { id, agent, model, reason, state, rounds = [] } = run;
  const usage = usageNow(run, eventsFile(context, run));
  const { workedMs, waitedMs } = timesOf(run, context.clock.now);
  const task = context.queue.get(run.task);
  // Only the machine with the worktree can compute the risk.
  const isHere = isRunHere(run, context.store);
  const facts = hasResult(run) && isHere ? await resultFacts(context, run) : undefined;
  const met = task && metBy(run, task);
  const known = hasResult(run) ? run.result : undefined;
  return {
    run: id,
    agent,
    state: shownState(run),
    workedMs,
    waitedMs: pastWaitMs(state, waitedMs),
    rounds: rounds.length,
    objections: facts?.objections.length ?? 0,
    ...(isKept(run) ? { kept: true } : {}),
    ...(state === 'review' && known ? { inReview: true } : {}),
    ...(facts ? { passed: [...facts.passed], failed: [...facts.notPassed] } : {}),
    ...present({
      model,
      reason: reason?.text,
      met,
      grade: met && facts?.grade,
      goal: facts && worstOf(facts.verdicts),
      judged: judgedIn(run),
      risk: facts?.risk?.level,
      size: known && { files: known.files, added: known.added, deleted: known.deleted },
      costUsd: usage?.costUsd,
      tokens: usage && usage.input + usage.output,
      summary: rounds.findLast(({ summary }) => summary)?.summary,
    }),
  };
}

function worstOf(verdicts: readonly { kind: 'moves' | 'neutral' | 'breaks' }[]): ComparedAttempt['goal'] {
  return (['breaks', 'neutral', 'moves'] as const).find((kind) => verdicts.some((one) => one.kind === kind));
}

/** Counts the verdicts of judges about the present result. */
function judgedIn({ checks = [], result }: Run): ComparedAttempt['judged'] {
  const verdicts = checks.flatMap(({ commit, verdicts = [] }) => (commit === result?.commit ? verdicts : []));
  const count = (word: string) => verdicts.filter(({ verdict }) => verdict === word).length;
  return verdicts.length === 0
    ? undefined
    : { accepted: count('accepted'), rejected: count('rejected'), unclear: count('unclear') };
}
