import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { type DesiredState, ORCHESTRATOR_ID, type ReviewSpan } from '../../domain/kinds/orchestrator.ts';
import type { NightTerms, Orchestrator } from '../../domain/records.ts';
import type { Store, Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Limits } from '../snapshot-types.ts';

export const DEFAULT_LIMITS: Limits = { agents: 3, failures: 5, attempts: 3, backoffMs: 60_000 };

/** The desired state for each verb of the command `orchestrator`. */
export const STATE_BY_VERB = { start: 'running', pause: 'paused', stop: 'stopped' } as const satisfies Readonly<
  Record<string, DesiredState>
>;
export type OrchestratorVerb = keyof typeof STATE_BY_VERB;

/** Changes of the orchestrator's record. An omitted field keeps its value; null removes the value. */
export interface OrchestratorInput {
  filter?: string | null | undefined;
  goal?: string | null | undefined;
  agents?: number | undefined;
  /** Limits by provider. An omitted provider keeps its limit. */
  providers?: Limits['providers'] | null | undefined;
  budget?: { usd: number; per: 'day' | 'all'; zone?: string } | null | undefined;
  failures?: number | undefined;
  /** Maximum number of unreviewed results; null removes the limit. */
  unreviewed?: number | null | undefined;
  /** The queues whose results count. */
  unreviewedIn?: ReviewSpan | undefined;
  /** The same by area; null removes all of them. */
  areas?: Limits['areas'] | null | undefined;
  attempts?: number | undefined;
  backoffMs?: number | undefined;
}

type Records = Pick<Store['state'], 'get'> | Pick<Tx, 'get'>;

export function orchestratorOf(records: Records): Orchestrator | undefined {
  return records.get('orchestrator', ORCHESTRATOR_ID);
}

export function limitsOf(records: Records): Limits {
  return orchestratorOf(records)?.limits ?? DEFAULT_LIMITS;
}

/** Checks whether a person wants runs to start automatically. */
export function isOrchestratorRunning(records: Records): boolean {
  return orchestratorOf(records)?.wish === 'running';
}

/** Stores the desired state and the limits. For a new budget, only later costs count. */
export function putDesiredState(
  tx: Tx,
  { caller }: Pick<Context, 'caller'>,
  wish: DesiredState,
  input: OrchestratorInput = {},
): Orchestrator {
  const { reason: _, filter: formerFilter, goal: former, ...rest } = orchestratorOf(tx) ?? { limits: DEFAULT_LIMITS };
  const filter = input.filter === undefined ? formerFilter : (input.filter ?? undefined);
  const goal = input.goal === undefined ? former : (input.goal ?? undefined);
  const record: Orchestrator = {
    ...rest,
    wish,
    at: tx.at,
    actor: formatActor(caller.actor),
    ...(filter ? { filter } : {}),
    ...(goal ? { goal } : {}),
    limits: limitsWith(rest.limits, input, tx.at),
  };
  tx.put('orchestrator', ORCHESTRATOR_ID, record);
  return record;
}

function limitsWith(limits: Limits, input: OrchestratorInput, since: Instant): Limits {
  const { providers, budget, unreviewed, unreviewedIn, areas, filter: _, goal: __, ...numbers } = input;
  const { providers: ofProviders, budget: formerBudget, areas: formerAreas, ...others } = limits;
  const { unreviewed: former, unreviewedIn: formerIn, ...kept } = others;
  const span = unreviewedIn ?? formerIn;
  const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  const most = providers === null ? undefined : { ...ofProviders, ...providers };
  const money = budget === undefined ? formerBudget : budget && { ...budget, since };
  return {
    ...kept,
    ...given,
    ...(most && Object.keys(most).length > 0 ? { providers: most } : {}),
    ...(money ? { budget: money } : {}),
    ...(span === 'all-queues' && unreviewed !== null ? { unreviewedIn: span } : {}),
    ...present({
      unreviewed: unreviewed === undefined ? former : (unreviewed ?? undefined),
      areas: areas === undefined ? formerAreas : (areas ?? undefined),
    }),
  };
}

/** Returns the limits of a night that begins at `since`. What its terms don't say stays as it is. */
export function limitsOfNight(limits: Limits, terms: NightTerms, since: Instant): Limits {
  return limitsWith(limits, inputOfNight(terms), since);
}

/** Returns the orchestrator's filter, goal and limits for a night. Its terms name all that it may do. */
export function inputOfNight(terms: NightTerms): OrchestratorInput {
  const { filter, goal, agents, budgetUsd, failures, unreviewed, unreviewedIn = 'queue' } = terms;
  return {
    unreviewedIn,
    ...{ filter: filter ?? null, goal: goal ?? null, agents, failures, unreviewed: unreviewed ?? null },
    budget: budgetUsd === undefined ? null : { usd: budgetUsd, per: 'all' },
  };
}

/**
 * Pauses the orchestrator until a person starts it again. Then it no longer prefers a goal that was the reason.
 * @returns the changed record; undefined if the orchestrator isn't running
 */
export function pauseItself(tx: Tx, reason: NonNullable<Orchestrator['reason']>): Orchestrator | undefined {
  const present = orchestratorOf(tx);
  if (present?.wish !== 'running') return undefined;
  const { goal, ...rest } = present;
  const kept = goal !== undefined && reason.code !== 'goal' ? { goal } : {};
  const record: Orchestrator = { ...rest, ...kept, wish: 'paused', reason };
  tx.put('orchestrator', ORCHESTRATOR_ID, record);
  return record;
}
