import type { RuleSet } from '../../domain/autonomy/rule.ts';
import type { Run } from '../../domain/records.ts';
import { isUndecided } from '../../domain/runs/attempts/attempts.ts';
import { openNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type RunRecords, runsOf } from '../find-run.ts';
import { decideLanding, type LandingDecision, type NightRisk, type ResultFacts } from './decide-landing.ts';
import { resultFacts, type WithResult } from './result-facts.ts';
import { ruleReader } from './rule-reader.ts';

/** Decides by rules about a result in review. Whoever lands results by rule, or names those that land, asks here. */
export async function decideRun(
  context: Context,
  run: WithResult,
  { set, night }: { set: RuleSet; night: NightRisk | undefined },
): Promise<{ facts: ResultFacts; decision: LandingDecision }> {
  const facts = await resultFacts(context, run);
  const alone = decideLanding(set, facts, await ruleReader(context, set, run), night);
  return { facts, decision: 'land' in alone ? await amongAttempts(context, run, alone) : alone };
}

/** Decides that a result lands only if it is the best of the attempts that can still be kept. */
async function amongAttempts(context: Context, run: Run, alone: LandingDecision): Promise<LandingDecision> {
  if (!isUndecided(run, runsOf(context.store.state, run.task))) return alone;
  const { compareAttempts } = await import('../attempts/compare.ts');
  const { best } = await compareAttempts(context, run);
  if (best?.run === run.id) return alone;
  const why = best?.run === undefined ? `no attempt is the best: ${best?.why}` : `${best.run} is better: ${best.why}`;
  return { ask: [why] };
}

/** Returns the risk that the terms of the present night allow, until the night is over. */
export function nightRisk(records: RunRecords): NightRisk | undefined {
  const night = openNight(records);
  return night && { id: night.id, risk: night.terms.risk };
}
