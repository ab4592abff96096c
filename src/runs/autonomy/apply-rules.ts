import { present } from '../../base/present.ts';
import { conditionsText, type RuleSet } from '../../domain/autonomy/rule.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { findRun, runsIn } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { approveRun } from '../lifecycle/approve-run.ts';
import type { LandingDecision, NightRisk, ResultFacts } from './decide-landing.ts';
import { decideRun, nightRisk } from './decide-run.ts';
import { hasResult, ruleUse } from './result-facts.ts';
import { awaitsRule, decisionKey, presentStop, ruleDigest, ruledKey, rulesIn } from './rules-in.ts';

/** Maximum number of reasons that a run's record keeps. */
const KEPT = 10;

/**
 * Decides by rules about the results of a repository that are in review, each once. A result that a rule lands is
 * approved by this rule and goes through the same queue as others. Only the leader of the merge queue calls it.
 */
export async function applyRules(context: Context, repository: string): Promise<void> {
  const { store } = context;
  for (const { id } of runsIn(store.state).filter((run) => run.repository === repository)) {
    const run = findRun(store.state, id);
    if (!awaitsRule(store, run) || !hasResult(run)) continue;
    const set = rulesIn(store, repository);
    const key = decisionKey(store.state, run, set);
    const night = nightRisk(store.state);
    const { facts, decision } = await decideRun(context, run, { set, night });
    await carryOut(context, run, key, { set, decision, facts, night });
  }
}

async function carryOut(
  context: Context,
  run: Run,
  key: string,
  {
    set,
    decision,
    facts,
    night,
  }: { set: RuleSet; decision: LandingDecision; facts: ResultFacts; night: NightRisk | undefined },
): Promise<void> {
  const { store } = context;
  if ('ask' in decision) return askPerson(context, run, key, decision.ask);
  const { land: rule } = decision;
  const use = { ...ruleUse(rule, ruleDigest(rule), conditionsText(rule), facts), key: ruledKey(store.state, run, set) };
  const ruled = context.with({ caller: ruleCaller(rule.name) });
  try {
    await ruled.write('run_approve', (tx) => {
      // A person may have stopped autonomy, begun a night, changed the rules or the task, or commented meanwhile.
      const now = findRun(tx, run.id);
      if (now.state !== 'review' || presentStop(tx) || nightRisk(tx)?.id !== night?.id) return;
      if (decisionKey(tx, now, rulesIn(context.store, run.repository, tx)) !== key) return;
      const { waits: _, asks: __, ...rest } = now;
      putRun(tx, rest);
      const approved = approveRun(tx, ruled, run.id, { commit: run.result!.commit, rule: use });
      // The evidence of a kept attempt is the task's from now on, and the rule has seen it.
      const { verdict } = approved;
      if (approved.group !== undefined && verdict?.rule)
        putRun(tx, {
          ...approved,
          verdict: { ...verdict, rule: { ...verdict.rule, key: ruledKey(tx, approved, set) } },
        });
    });
  } catch (error) {
    if (!(error instanceof BacklogError) || error.code === 'store') throw error;
    await askPerson(context, run, key, [error.message]);
  }
}

/** Stores why no rule landed a result. */
async function askPerson(context: Context, { id }: Run, key: string, reasons: readonly string[]): Promise<void> {
  await context.write('run_rule', (tx) => {
    const run = findRun(tx, id);
    if (run.state === 'review')
      putRun(tx, {
        ...run,
        asks: { key, at: tx.at, reasons: reasons.slice(0, KEPT), ...present({ by: run.asks?.by }) },
      });
  });
}

/** Returns the author of a landing by a rule: `system:rule/docs`. */
export function ruleCaller(name: string): Caller {
  return { actor: { kind: 'system', name: 'rule', agentType: name }, holder: 'system:rule' };
}
