import { inCliWords } from '../../../commands/line-words.ts';
import { callOf } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { Run } from '../../../domain/records.ts';
import { doesText } from '../../../domain/state-words.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { commandsFor, wrongState } from '../../../runs/lifecycle/apply-transition.ts';
import type { Verb } from '../../../runs/lifecycle/transitions.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** The verbs of the lines that refusals suggest, with those of a run's states. */
const VERBS: readonly (readonly [RegExp, Verb])[] = [
  [/^approve /, 'approve'],
  [/^run stop /, 'stop'],
  [/^discard /, 'discard'],
  [/^request-changes /, 'request_changes'],
];

/** Returns why the suggested line can't revert the run. */
function notReverted(run: Run, pattern: string): { message: string } | undefined {
  if (!pattern.startsWith('run revert ') || (run.merged && !run.reverted)) return undefined;
  return { message: `can't revert run ${run.id}: it ${run.reverted ? 'is reverted already' : doesText(run)}` };
}

/** Returns the refusal of a line about a run that the queue doesn't have: no line with its id would run. */
function unknownRun(id: string): BacklogError {
  const list = callOf('cli', 'run_list');
  return new BacklogError('usage', `there is no run ${id.toLowerCase()} (did you mean \`${list}\`?)`, {
    data: { received: id, answered: id, line: list },
  });
}

/**
 * Fits a refusal of a line about a run to the run's state: it suggests no line that the state refuses, and names the
 * commands that are possible.
 */
export function fittedToRun(error: BacklogError, { store: { state } }: Context): BacklogError {
  const { run: id, pattern } = (error.data ?? {}) as { run?: unknown; pattern?: unknown };
  if (typeof id !== 'string' || typeof pattern !== 'string') return error;
  const run = runsIn(state).find((one) => one.id === id.toLowerCase());
  if (!run) return unknownRun(id);
  const task = state.get('task', run.task);
  const verb = VERBS.find(([fits]) => fits.test(pattern))?.[1];
  const refused = verb ? wrongState(run, verb, { task }) : notReverted(run, pattern);
  const message = refused
    ? `${refused.message} (did you mean \`${callOf('cli', 'run_show', run.id)}\`?)`
    : error.message;
  const possible = inCliWords(commandsFor(run, task));
  return new BacklogError('usage', message, {
    hint: [possible, error.hint].filter(Boolean).join(' '),
    // Beside the refused line, no other one is offered: it would be the same one again.
    data: { ...error.data, ...(refused && { isWhole: true }) },
  });
}
