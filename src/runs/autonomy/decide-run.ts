import type { RuleSet } from '../../domain/autonomy/rule.ts';
import type { Kinds, Run } from '../../domain/records.ts';
import { isUndecided } from '../../domain/runs/attempts/attempts.ts';
import { openNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type RunRecords, runsIn, runsOf } from '../find-run.ts';
import { canContain } from '../sandbox/machine.ts';
import { decideLanding, type LandingDecision, type NightRisk, type ResultFacts } from './decide-landing.ts';
import { taskOfUse } from './ledger.ts';
import { hasResult, resultFacts, type WithResult } from './result-facts.ts';
import { ruleReader } from './rule-reader.ts';
import { awaitsRule, rulesIn } from './rules-in.ts';

/** A result in review that a rule lands at the next look. */
export interface RuleLanding {
  run: string;
  id: number;
  description: string;
  rule: string;
}

/** Maximum number of results whose facts are read: the risk of each is computed from its files. */
const MOST = 50;

/**
 * Lists the results in review that the rules land at the next look. Writes nothing.
 * @param records the records with the rules, which may not count yet
 * @returns the results, and the number of those that were not read
 */
export async function wouldLand(
  context: Context,
  repository: string,
  records: RunRecords = context.store.state,
): Promise<{ lands: RuleLanding[]; unread: number }> {
  const { store } = context;
  const waiting = runsIn(store.state)
    .filter((run) => run.repository === repository && awaitsRule(store, run, records))
    .filter(hasResult);
  const lands: RuleLanding[] = [];
  for (const run of waiting.slice(0, MOST)) {
    const set = rulesIn(store, repository, records);
    const { decision } = await decideRun(context, run, { set, night: nightRisk(store.state) });
    if ('land' in decision)
      lands.push({ run: run.id, ...taskOfUse((uuid) => store.state.get('task', uuid), run), rule: decision.land.name });
  }
  return { lands, unread: Math.max(0, waiting.length - MOST) };
}

/** The records of a repository's config file: what it sets, and what a person agreed to. */
export interface Agreement {
  config?: Kinds['config'] | undefined;
  consent?: Kinds['consent'] | undefined;
}

/** Returns records as they would be with another agreement about a repository's config file. */
export function withAgreement(records: RunRecords, repository: string, agreement: Agreement): RunRecords {
  const get = (kind: keyof Kinds, id: string) =>
    id === repository && (kind === 'config' || kind === 'consent') ? agreement[kind] : records.get(kind, id);
  return { get: get as RunRecords['get'], all: ((kind: keyof Kinds) => records.all(kind)) as RunRecords['all'] };
}

/** Decides by rules about a result in review. Whoever lands results by rule, or names those that land, asks here. */
export async function decideRun(
  context: Context,
  run: WithResult,
  { set, night }: { set: RuleSet; night: NightRisk | undefined },
): Promise<{ facts: ResultFacts; decision: LandingDecision }> {
  const facts = await resultFacts(context, run);
  const within = night && { ...night, contains: await canContain(context.cwd) };
  const alone = decideLanding(set, facts, await ruleReader(context, set, run), within);
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
