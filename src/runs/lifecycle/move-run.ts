import type { Run } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { findRun } from '../find-run.ts';
import { moved } from './apply-transition.ts';
import type { Verb } from './transitions.ts';

/**
 * Moves a run by a verb in the caller's transaction, and returns it.
 * @throws BacklogError `conflict` for a verb that does not fit its state, `not-found`
 */
export function moveRun(tx: Tx, id: string, verb: Verb, more: Partial<Run> | ((run: Run) => Partial<Run>) = {}): Run {
  const run = findRun(tx, id);
  return putRun(tx, moved(run, verb, tx.at, typeof more === 'function' ? more(run) : more));
}

/** Stores a run. Undefined fields are removed. */
export function putRun(tx: Tx, run: Run): Run {
  tx.put('run', run.id, run);
  return run;
}
