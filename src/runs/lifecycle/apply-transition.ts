import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { KEPT_ENDS } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { isLive, isOver, type RunState } from '../../domain/runs/run-states.ts';
import { doesText, type Shown, stateLabel } from '../../domain/state-words.ts';
import type { Tx } from '../../store/index.ts';
import { findRun } from '../find-run.ts';
import { may, VERBS, type Verb, verbsOf } from './transitions.ts';

/**
 * Moves a run to the next state by a verb such as `approve`, in the caller's transaction.
 * @returns the changed run
 * @throws BacklogError `conflict` for a verb that the run's state does not allow, `not-found`
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

/**
 * Explains why a run's state does not allow a verb; undefined if it does.
 * @param does the action in the error, if it is not that of the verb
 */
export function wrongState(
  run: Shown & Pick<Run, 'id'>,
  verb: Verb,
  does: string = VERBS[verb].does,
): BacklogError | undefined {
  if (may(verb, run.state)) return undefined;
  const { from } = VERBS[verb];
  const what = does.replace('<run>', `run ${run.id}`);
  return new BacklogError('conflict', `can't ${what}: it ${doesText(run)}`, {
    hint: `This needs a run in state ${spelled(from)}. ${commandsFor(run)}`,
    data: { run: run.id, state: run.state, verb, from: [...from] },
  });
}

/**
 * Returns the run after a verb, with other changed fields. Removes `outgoing`, which belongs to the previous state, and
 * for a final state also `waits`.
 * @throws BacklogError `conflict` for a verb that the state does not allow
 */
export function moved(run: Run, verb: Verb, at: Instant, more: Partial<Run> = {}): Run {
  const refused = wrongState(run, verb);
  if (refused) throw refused;
  const { to } = VERBS[verb];
  const after = {
    ...run,
    outgoing: undefined,
    ...more,
    ...(isOver(to) ? { waits: undefined } : {}),
    state: to,
    since: at,
  };
  return isLive(run.state) && !isLive(to) ? withEnd(after, at) : after;
}

/** Stores the end of an attempt, and that of its round. An attempt that failed early has no round. */
function withEnd(run: Run, at: Instant): Run {
  const { rounds = [], ends = [], reason } = run;
  const last = rounds.at(-1);
  const ended = { ...run, ends: [...ends, { at, ...present({ code: reason?.code }) }].slice(-KEPT_ENDS) };
  if (!last || last.until !== undefined) return ended;
  return { ...ended, rounds: [...rounds.slice(0, -1), { ...last, until: at }] };
}

/** Returns the run without its process ids. Keeps the field `stop`, which names the person who stopped the run. */
export function withoutProcesses({ supervisor: _, process: __, roused: ___, ...run }: Run): Run {
  return run;
}

function spelled(states: readonly RunState[]): string {
  return states
    .map(stateLabel)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');
}

/** The verbs that people use as commands. The hint of an error suggests only these. */
const PEOPLES: readonly Verb[] = [
  'approve',
  'request_changes',
  'adopt',
  'resume',
  'stop',
  'discard',
  'hand_off',
  'answer',
];

function commandsFor({ id, state }: Pick<Run, 'id' | 'state'>): string {
  const verbs = verbsOf(state).filter((verb) => PEOPLES.includes(verb));
  if (verbs.length === 0) return 'This run is over; nothing is left to do.';
  return `Possible now: ${verbs.map((verb) => `run_${verb.replace('hand_off', 'handoff')} ${id}`).join(', ')}.`;
}
