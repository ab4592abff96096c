import { BacklogError, refuse } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { leadingRun } from '../domain/runs/attempts/attempts.ts';
import { isLive, isOver, occupies } from '../domain/runs/run-states.ts';
import { stateLabel } from '../domain/state-words.ts';
import type { Task } from '../domain/task/task.ts';
import { isTaskName, seekTask } from '../work/task/find.ts';
import type { Context } from '../work/workspace/context.ts';
import { findRun, runsOf, seekRun } from './find-run.ts';
import type { ActName } from './lifecycle/run-commands.ts';
import { allows, type Verb } from './lifecycle/transitions.ts';

type Known = Pick<Context, 'store' | 'queue'>;

/**
 * Finds the run that a caller names: `r7` is a run; `7`, `#7` and any other id of a task are the task's run.
 * @param command the command that gets the run: of several runs of a task, it is the one to which the command applies
 * @returns the run's id
 * @throws BacklogError `not-found`; `ambiguous` if several runs of the task can be meant; `usage` for other texts
 */
export function namedRun(context: Known, text: string, command: string): string {
  const run = seekRun(context.store.state, text);
  if (run) return run.id;
  const task = taskNamed(context, text, command);
  const all = runsOf(context.store.state, task.uuid);
  // Of several attempts, this command compares all, whichever it gets.
  if (command === COMPARE && all.length > 0) return leadingRun(all)!.id;
  const [only, ...others] = fitting(all, command);
  if (only && others.length === 0) return only.id;
  if (only) return severalRuns(task, [only, ...others], command);
  // The command's refusal says why the run's state doesn't allow it.
  if (all.length === 1) return all[0]!.id;
  return all.length === 0 ? noRun(context, task, text, command) : noneFits(task, all);
}

/** Finds the runs that a caller names in a list. The id of a task names all of its runs. */
export function namedRuns(context: Known, texts: readonly string[], command: string): string[] {
  const { state } = context.store;
  return texts.flatMap((text) => {
    const run = seekRun(state, text);
    if (run) return [run.id];
    const task = taskNamed(context, text, command);
    const runs = runsOf(state, task.uuid);
    return runs.length === 0 ? noRun(context, task, text, command) : runs.map(({ id }) => id);
  });
}

/** Returns the runs to which a command applies. A command that reads applies to unfinished runs first. */
function fitting(runs: readonly Run[], command: string): readonly Run[] {
  const applies = appliesTo(command);
  if (applies) return runs.filter(applies);
  const unfinished = runs.filter(({ state }) => !isOver(state));
  return unfinished.length > 0 ? unfinished : runs;
}

function taskNamed({ queue, store }: Known, text: string, command: string): Task {
  if (!isTaskName(queue, text)) findRun(store.state, text);
  const task = seekTask(queue, text);
  if (!(task instanceof BacklogError)) return task;
  const { code, message, hint = '', data } = task;
  return refuse(code, message, { hint: `${sameNumber(store, text, command)}${hint}`, ...(data ? { data } : {}) });
}

function noRun({ store }: Known, task: Task, text: string, command: string): never {
  return refuse('not-found', `task ${task.id} has no run`, {
    hint: `${sameNumber(store, text, command)}See the runs: run_list`,
    data: { received: text, task: task.uuid },
  });
}

/** Names the run with the task's number, because a caller can mean that run. */
function sameNumber({ state }: Known['store'], text: string, command: string): string {
  const [, digits] = /^#?(\d+)$/.exec(text.trim()) ?? [];
  const run = state.get('run', `r${Number(digits)}`);
  return run ? `A number names a task. For the run: ${callFor(command, run)}. ` : '';
}

/** The command that compares the attempts at a task. */
const COMPARE = 'run_compare';

function severalRuns(task: Task, runs: readonly Run[], command: string): never {
  const compare = runs.some(({ group }) => group !== undefined) ? `Compare them: ${COMPARE} ${task.id}. ` : '';
  return refuse('ambiguous', `task ${task.id} has several runs: ${listed(runs)}`, {
    hint: `${compare}Name one of them: ${callFor(command, runs.at(-1)!)}`,
    data: { task: task.uuid, runs: runs.map(({ id }) => id) },
  });
}

function noneFits(task: Task, runs: readonly Run[]): never {
  return refuse('conflict', `task ${task.id} has no run that allows this: ${listed(runs)}`, {
    hint: `See what a run allows: run_show ${runs.at(-1)!.id}`,
    data: { task: task.uuid, runs: runs.map(({ id }) => id) },
  });
}

/** Maximum number of runs in an error, the newest. */
const MOST = 10;

const listed = (runs: readonly Run[]) =>
  `${runs.length > MOST ? '…, ' : ''}${runs
    .slice(-MOST)
    .map(({ id, state }) => `${id} (${stateLabel(state)})`)
    .join(', ')}`;

const callFor = (command: string, { id }: Run) => `${command} ${id}`;

type Applies = (run: Run) => boolean;

const by =
  (...verbs: Verb[]): Applies =>
  (run) =>
    verbs.some((verb) => allows(verb, run));

/** The states in which each action can apply to a run. The action itself checks the rest. */
const APPLIES: Readonly<Record<ActName, Applies>> = {
  approve: by('approve'),
  merge_now: by('approve', 'merge'),
  withdraw: by('withdraw'),
  revert: ({ merged, reverted }) => merged !== undefined && reverted === undefined,
  request_changes: by('request_changes'),
  adopt: by('adopt'),
  // The agent of an active run goes on while its question is open.
  answer: (run) => run.state === 'asking' || isLive(run.state),
  message: ({ state }) => isLive(state),
  stop: by('stop'),
  resume: by('resume'),
  retry: (run) => run.state === 'discarded' || allows('discard', run),
  discard: by('discard'),
  handoff: by('hand_off'),
  merged: by('find'),
  push: ({ outgoing, merged }) => outgoing !== undefined || merged !== undefined,
  clean: ({ state, cleaned }) => cleaned === undefined && (isOver(state) || !occupies(state)),
};

/** Returns the test whether a command can apply to a run. Undefined for commands that read: these apply to each run. */
function appliesTo(command: string): Applies | undefined {
  const name = command.replace(/^run_/, '');
  return command !== name && Object.hasOwn(APPLIES, name) ? APPLIES[name as ActName] : undefined;
}
