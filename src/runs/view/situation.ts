import { inDoorWords } from '../../domain/calls/door.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Run } from '../../domain/records.ts';
import { type Halted, haltedOf } from '../../report/now/halted.ts';
import { type Situation, situationOf } from '../../report/situation.ts';
import { type AroundRun, nextOfRun } from '../../text/runs/run.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { openCount } from '../../work/inbox/propose.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { openQuestions, runsIn } from '../find-run.ts';
import { comesFirst } from '../stack/next-start.ts';
import { leadIn } from '../upkeep/leadership.ts';
import { stuckOf } from './stuck.ts';

/** Collects the situation of the queue from the store and the files of active runs. */
export function situationIn(context: Context): Situation {
  const { state } = context.store;
  const input = needsInput(context);
  return situationOf({
    ...{ coefficients: context.coefficients, claims: claimsHeld(state), runs: runsIn(state) },
    ...input,
    halted: haltedIn(context),
    inbox: openCount(state),
    snoozeOf: ({ uuid }) => state.get('snooze', uuid),
  });
}

/** Returns why the orchestrator starts no runs although a person started it. */
export function haltedIn(context: Context): Halted | undefined {
  const { state } = context.store;
  return haltedOf(state.get('orchestrator', ORCHESTRATOR_ID), {
    leader: () => leadIn(state, SCHEDULE_LEASE, context.clock.now, context),
    now: context.clock.now,
    spelled: (next) => inDoorWords(context.caller, next),
  });
}

/** Returns what is known about a run in order to find whether it needs a person. */
export function needsInput(context: Context) {
  const { state } = context.store;
  return {
    facts: context.facts(),
    questionOf: (run: Run) => openQuestions(state, run)[0]?.text,
    stuckOf: (run: Run) => stuckOf(context, run)[0],
    nextOf: (run: Run, around: AroundRun) =>
      nextOfRun(run, { ...around, found: findingsOf(state, run), waitsFor: comesFirst(context, run) }),
    elsewhereOf: context.elsewhere,
    spelled: (next: string) => inDoorWords(context.caller, next),
  };
}
