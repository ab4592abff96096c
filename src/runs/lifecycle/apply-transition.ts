import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { KEPT_ENDS } from '../../domain/kinds/run/attempt-end.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { isKept } from '../../domain/runs/attempts/attempts.ts';
import { isAway } from '../../domain/runs/merge-order.ts';
import type { RunFinding } from '../../domain/runs/objections/finding.ts';
import { isLive, isOver, type RunState } from '../../domain/runs/run-states.ts';
import { doesText, type Shown } from '../../domain/state-words.ts';
import { approvalCall, inTheWay } from '../../domain/task/objections.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import { findRun } from '../find-run.ts';
import { otherAttempts, releaseClaimsOf } from './shared-claim.ts';
import { keepEvidence } from './task-evidence.ts';
import { allows, CONTINUES, may, TRANSITIONS, type Verb, verbsOf } from './transitions.ts';

/**
 * Moves a run to the next state by a verb such as `approve`, in the caller's transaction.
 * @returns the changed run
 * @throws BacklogError `conflict` for a verb that the run's state does not allow, `not-found`
 */
type Refused = Shown &
  Pick<Run, 'id' | 'cleaned' | 'result' | 'checks' | 'goal' | 'rounds' | 'reverted' | 'settled' | 'merged'>;

export function moveRun(tx: Tx, id: string, verb: Verb, more: Partial<Run> | ((run: Run) => Partial<Run>) = {}): Run {
  const run = findRun(tx, id);
  const refused = wrongState(run, verb, { task: tx.get('task', run.task), found: findingsOf(tx, run) });
  if (refused) throw refused;
  const others = otherAttempts(tx, run);
  const kept = KEEPS.includes(verb) ? others.find(isKept) : undefined;
  if (kept) throw keptRefusal(run, verb, kept);
  const after = moved(run, verb, tx.at, typeof more === 'function' ? more(run) : more);
  return putRun(tx, others.length > 0 && KEEPS.includes(verb) ? keep(tx, after, others) : after);
}

/** The verbs by which one attempt is kept, and by which it lands. */
const KEEPS: readonly Verb[] = ['approve', 'find', 'hand_off', 'merge', 'land'];

/** Settles the other attempts of a kept one: those at work are stopped, the others are discarded. */
function keep(tx: Tx, run: Run, others: readonly Run[]): Run {
  const kept = keepEvidence(tx, run);
  const settled = others.filter(({ state }) => !isOver(state)).map((one) => putRun(tx, settledBy(one, kept, tx.at)));
  const [first] = settled;
  // An attempt whose supervisor has not begun ends here, and nobody else would release the claim.
  if (first && !settled.some(({ state }) => isLive(state)) && !isLive(kept.state)) releaseClaimsOf(tx, first);
  return kept;
}

/** Returns an attempt after another one was kept. One with a supervisor ends as soon as that has stopped its agent. */
export function settledBy(run: Run, kept: Pick<Run, 'id' | 'verdict'>, at: Instant): Run {
  const reason = { code: 'settled' as const, text: `another attempt was kept: run ${kept.id}` };
  const after = { ...run, settled: { run: kept.id, at, from: run.state } };
  if (isLive(run.state) && run.supervisor)
    return { ...after, stop: { at, by: kept.verdict?.actor ?? formatActor(ownActor('supervisor')), reason } };
  return withoutProcesses(moved(after, isLive(run.state) ? 'stop' : 'discard', at, { reason }));
}

/**
 * Returns the attempts to review that the approval of a kept one discarded, because the approval was withdrawn. Those that
 * had no result in review then stay discarded, and so do those whose worktree is gone. A person decides about them, too.
 */
export function bringBack(tx: Tx, { asks, ...kept }: Run): void {
  for (const { settled, reason: _, ...one } of otherAttempts(tx, kept))
    if (
      settled?.run === kept.id &&
      settled.from === 'review' &&
      one.state === 'discarded' &&
      !(one.cleaned ?? one.cleaner)
    )
      putRun(tx, { ...one, state: 'review', since: tx.at, ...present({ asks }) });
}

function keptRefusal({ id, task }: Run, verb: Verb, kept: Run): BacklogError {
  const what = TRANSITIONS[verb].does.replace('<run>', `run ${id}`);
  return new BacklogError('conflict', `can't ${what}: another attempt at its task was kept, run ${kept.id}`, {
    hint: `run_show ${kept.id} shows it.`,
    data: { run: id, task, kept: kept.id },
  });
}

/** Stores a run. Undefined fields are removed. */
export function putRun(tx: Tx, run: Run): Run {
  tx.put('run', run.id, run);
  return run;
}

/**
 * Explains why a run's state does not allow a verb; undefined if it does.
 * @param more the action in the error, if it is not that of the verb, and the run's task
 */
export function wrongState(
  run: Refused,
  verb: Verb,
  { does = TRANSITIONS[verb].does, task, found }: { does?: string; task?: Task | undefined; found?: RunFinding[] } = {},
): BacklogError | undefined {
  if (may(verb, run.state)) return undefined;
  const what = does.replace('<run>', `run ${run.id}`);
  return new BacklogError('conflict', `can't ${what}: it ${doesText(run)}${settledText(run)}`, {
    hint: commandsFor(run, task, found),
    data: { run: run.id, state: run.state, verb, from: [...TRANSITIONS[verb].from] },
  });
}

/**
 * Returns the run after a verb, with other changed fields. Removes `outgoing`, which belongs to the previous state, and
 * for a final state also `waits` and `damaged`.
 * @throws BacklogError `conflict` for a verb that the state does not allow
 */
export function moved(run: Run, verb: Verb, at: Instant, more: Partial<Run> = {}): Run {
  const refused = wrongState(run, verb);
  if (refused) throw refused;
  const to = endOf(run, TRANSITIONS[verb].to);
  const after = {
    ...run,
    outgoing: undefined,
    ...more,
    ...(isOver(to) ? { waits: undefined, damaged: undefined } : {}),
    state: to,
    since: at,
  };
  return isLive(run.state) && !isLive(to) ? withEnd(after, at, verb) : after;
}

/** Returns the state after a verb. An attempt that was settled while its agent worked ends as discarded, however it ends. */
function endOf({ settled }: Run, to: RunState): RunState {
  return settled && !isLive(to) ? 'discarded' : to;
}

/**
 * Stores the end of an attempt, and that of its round. An attempt that failed early has no round. A person's own round
 * with failed checks is no failure of an agent.
 */
function withEnd(run: Run, at: Instant, verb: Verb): Run {
  const { rounds = [], ends = [], checks = [], reason } = run;
  const last = rounds.at(-1);
  const red = verb === 'submit' && !isOwnRound(last?.why) && checks.some(({ ok }) => !ok);
  const how = present({ code: reason?.code, red: red || undefined, asked: verb === 'ask' || undefined });
  const ended = { ...run, ends: [...ends, { at, ...how }].slice(-KEPT_ENDS) };
  if (!last || last.until !== undefined) return ended;
  return { ...ended, rounds: [...rounds.slice(0, -1), { ...last, until: at }] };
}

/** Checks whether a round has no agent: a person's, or one that only brings another result into the worktree. */
const isOwnRound = (why: string | undefined): boolean => why === 'adopt' || why === 'rebase';

/** Returns the run without its process ids. Keeps the field `stop`, which names the person who stopped the run. */
export function withoutProcesses({ supervisor: _, process: __, roused: ___, ...run }: Run): Run {
  return run;
}

/**
 * The verbs that people use as commands, with the calls. The hint of an error suggests only these. `adopt` isn't one: it
 * needs changes in the worktree, and views that find some suggest it.
 */
const CALLS: Partial<Record<Verb, string>> = {
  request_changes: 'run_request_changes <run> --note "…"',
  withdraw: 'run_withdraw <run>',
  resume: 'run_resume <run>',
  stop: 'run_stop <run>',
  discard: 'run_discard <run>',
  hand_off: 'run_handoff <run> --note "…"',
  answer: 'run_answer <run> --note "…"',
};

/** Names the attempt that was kept instead of this one. */
const settledText = ({ settled }: Pick<Run, 'settled'>): string =>
  settled ? `, because another attempt was kept: run ${settled.run}` : '';

/** Lists the commands that are possible for a run. The agents of a closed task can't continue. */
export function commandsFor(run: Refused, task: Task | undefined, found: readonly RunFinding[] = []): string {
  const { id, state } = run;
  if (isOver(state)) {
    const more =
      state === 'merged' && task ? ` To change it again: \`task_add "…" --discovered-from ${task.id}\`.` : '';
    const back =
      state === 'merged' && !run.reverted && !run.merged?.nothing ? ` To revert the merge: run_revert ${id}.` : '';
    const again = task && isOpen(task) ? ` To start another run of its task: run_start ${task.id}.` : more;
    return `run_show ${id} shows its result.${back}${again}`;
  }
  // Somebody who typed another verb has to read the objections first.
  const approvable = inTheWay({ run, task, found }).length === 0 ? approvalCall(run, []) : 'run_show <run>';
  const calls = verbsOf(state)
    .filter((verb) => !(verb === 'withdraw' && isAway(run)))
    .filter((verb) => allows(verb, run) && !(task && !isOpen(task) && CONTINUES.includes(verb)))
    .flatMap((verb) => (verb === 'approve' ? approvable : (CALLS[verb] ?? [])));
  const all = [...(isLive(state) ? ['run_wait <run>'] : []), ...calls];
  if (all.length === 0) return `run_show ${id} shows its progress.`;
  return `Possible now: ${all.join(', ').replaceAll('<run>', id)}.`;
}
