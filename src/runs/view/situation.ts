import { inDoorWords } from '../../domain/calls/door.ts';
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
    facts: context.facts(),
    coefficients: context.coefficients,
    claims: claimsHeld(state),
    runs: runsIn(state),
    questionOf: (run) => openQuestions(state, run)[0]?.text,
    stuckOf: (run) => stuckOf(context, run)[0],
    nextOf: nextOfRun,
    spelled: (next) => inDoorWords(context.caller, next),
  });
}
