import { refuse } from '../../domain/errors.ts';
import { runsIn } from '../../runs/find-run.ts';
import { actOn } from '../../runs/lifecycle/act-on-run.ts';
import type { Tx } from '../../store/index.ts';
import { openNight } from '../../work/night/current.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { liveRuns } from '../decision/retry-decision.ts';
import { endNight } from '../night/end-night.ts';
import {
  type OrchestratorInput,
  type OrchestratorVerb,
  orchestratorOf,
  putDesiredState,
  STATE_BY_VERB,
} from './desired-state.ts';
import { ensureLoop, keepLoopHere } from './ensure-loop.ts';

type Write = <T>(fn: (tx: Tx) => T) => Promise<T>;

/**
 * Stores the desired state, and starts the orchestrator's process if necessary. Active runs continue; a stop with
 * `runs` ends them.
 * @throws BacklogError `forbidden` inside a run, and for a start by a caller who isn't a person; `filter`; `conflict`
 * for pausing an orchestrator that isn't running
 */
export async function controlOrchestrator(
  context: Context,
  write: Write,
  verb: OrchestratorVerb,
  { runs: ending = false, ...input }: OrchestratorInput & { runs?: boolean | undefined } = {},
): Promise<void> {
  const { run } = context.caller.actor;
  if (run !== undefined) {
    refuse('forbidden', `run ${run} can't control the orchestrator`, {
      hint: 'Add tasks for further work with task_add. The orchestrator starts them.',
    });
  }
  if (verb === 'start') checkPerson(context, 'orchestrate', 'orchestrator start');
  const kept = verb === 'start' && input.filter === undefined ? orchestratorOf(context.store.state)?.filter : undefined;
  const filter = input.filter ?? kept;
  if (filter) await checkFilter(context, filter);
  await write((tx) => {
    if (verb === 'start') checkTerms(tx, context, input);
    if (verb === 'pause') checkRunning(tx);
    if (verb !== 'stop' || !endNight(tx, context, STOPPED)) putDesiredState(tx, context, STATE_BY_VERB[verb], input);
  });
  if (verb === 'start') {
    keepLoopHere(context.store);
    ensureLoop(context, 'now');
  }
  if (verb === 'stop' && ending) await endRuns(context);
}

/** The end of a night that somebody stops. Its runs are stopped, too, as at its deadline. */
const STOPPED = { why: 'stopped', text: 'somebody stopped it' } as const;

/**
 * Checks that a start changes no terms of a night, which may have begun at the same moment.
 * @throws BacklogError `conflict` for limits in a night, and while it ends; `forbidden` for a caller who isn't a person
 */
function checkTerms(tx: Tx, context: Context, input: OrchestratorInput): void {
  const night = openNight(tx);
  if (!night) return;
  if (night.ended)
    refuse('conflict', `night ${night.id} has ended, and its last runs come to rest`, {
      hint: 'Start the orchestrator after that: night_show shows the state.',
    });
  checkPerson(context, 'night', 'orchestrator start');
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  refuse('conflict', `the terms of night ${night.id} can't change: ${given.map(([name]) => name).join(', ')}`, {
    hint: 'night_stop ends the night. Then begin one with other terms.',
  });
}

/** @throws BacklogError `conflict` if the orchestrator is paused already, or isn't running */
function checkRunning(tx: Tx): void {
  const { wish, reason } = orchestratorOf(tx) ?? {};
  if (wish === 'paused')
    refuse('conflict', `the orchestrator is paused already${reason ? `: it paused itself: ${reason.text}` : ''}`, {
      hint: 'orchestrator_start continues.',
    });
  if (wish !== 'running')
    refuse('conflict', 'the orchestrator is not running', { hint: 'orchestrator_status shows its state.' });
}

/**
 * Checks a filter that the orchestrator will use.
 * @param view as for {@link compileContextFilter}
 * @throws BacklogError `filter`; `usage` if it depends on its caller
 */
export async function checkFilter(context: Context, filter: string, view = context.view): Promise<void> {
  const { asksForCaller } = await compileContextFilter(context, filter, view);
  if (!asksForCaller) return;
  const { name } = context.caller.actor;
  refuse('usage', 'filter: the orchestrator is nobody, so @me selects no tasks', {
    hint: `Write the name instead, such as agent:${name}.`,
    data: { received: filter },
  });
}

/**
 * Stops all active runs. If a run can't be stopped, writes a diagnostic, so that the other runs are stopped and the
 * command succeeds.
 */
async function endRuns(context: Context): Promise<void> {
  const live = liveRuns(runsIn(context.store.state));
  const stop = (run: string) => actOn(context, (fn) => context.write('run_stop', fn), 'stop', { run });
  const ends = await Promise.allSettled(live.map(({ id }) => stop(id)));
  for (const end of ends)
    if (end.status === 'rejected') context.store.appendDiagnostic(`orchestrator stop: ${String(end.reason)}`);
}
