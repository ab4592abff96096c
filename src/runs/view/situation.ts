import { inDoorWords } from '../../domain/calls/door.ts';
import type { Run } from '../../domain/records.ts';
import { type Situation, situationOf } from '../../report/situation.ts';
import { nextOfRun } from '../../text/runs/run.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import type { Context } from '../../work/workspace/context.ts';
import { openQuestions, runsIn } from '../find-run.ts';
import { stuckOf } from './stuck.ts';

/** Collects the situation of the queue from the store and the files of active runs. */
export function situationIn(context: Context): Situation {
  const { state } = context.store;
  return situationOf({
    ...{ coefficients: context.coefficients, claims: claimsHeld(state), runs: runsIn(state) },
    ...needsInput(context),
    snoozeOf: ({ uuid }) => state.get('snooze', uuid),
  });
}

/** Returns what is known about a run in order to find whether it needs a person. */
export function needsInput(context: Context) {
  const { state } = context.store;
  return {
    facts: context.facts(),
    questionOf: (run: Run) => openQuestions(state, run)[0]?.text,
    stuckOf: (run: Run) => stuckOf(context, run)[0],
    nextOf: nextOfRun,
    elsewhereOf: context.elsewhere,
    spelled: (next: string) => inDoorWords(context.caller, next),
  };
}
