import { COMMANDS, type Command } from '../../../commands/index.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { isReady } from '../../../domain/urgency/virtual-tags.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { wrongState } from '../../../runs/lifecycle/apply-transition.ts';
import { TRANSITIONS, type Verb } from '../../../runs/lifecycle/transitions.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** The arguments that an example names, with their places in the examples of the help. */
const PLACES: readonly (readonly [string, RegExp, (command: Command, context: Context) => string | undefined])[] = [
  ['run', /\br7\b/, someRun],
  ['id', /(?<![\w-])12(?![\w,])/, someTask],
  ['filter', /(?<![\w-])12(?![\w,])/, someTask],
];

/**
 * Adds an example to the refusal of a line that lacks a task or a run: with one of this queue that the command accepts,
 * so that it works when it is typed. Other errors stay as they are.
 */
export function withExample(error: BacklogError, context: Context): BacklogError {
  const { command: name, problems = [] } = (error.data ?? {}) as {
    command?: string;
    problems?: readonly { field: string; missing?: true }[];
  };
  const command = COMMANDS.find((one) => one.name === name);
  const [example] = command?.cli?.examples ?? [];
  const missing = problems.find((problem) => problem.missing);
  const place = PLACES.find(([field]) => field === missing?.field);
  if (!command || !example || !place || endsWork(command) || namesFile(command)) return error;
  const [, written, find] = place;
  const found = written.test(example) ? find(command, context) : undefined;
  if (found === undefined) return error;
  return new BacklogError(error.code, error.message, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    data: { ...error.data, example: example.replace(written, found) },
  });
}

/** Checks whether an example would end somebody's work if it is typed: a clean-up only removes what has ended. */
const endsWork = ({ name, access }: Command) => access.effect === 'destructive' && name !== 'run_clean';

/** Checks whether an example names a file, too, which may be missing. */
const namesFile = ({ input }: Command) => Object.hasOwn(input().shape, 'file');

/** Returns a task that the command accepts: one in work to end it, a ready one to begin it. */
function someTask({ name }: Command, context: Context): string | undefined {
  const facts = context.facts();
  const open = [...context.queue.open()].filter(({ status }) => status === 'pending');
  const active = open.filter(({ start }) => start !== undefined);
  const ready = open.filter((task) => isReady(task, facts));
  const begins = name === 'task_start' || name === 'run_start';
  const [task] = begins ? ready : name === 'task_done' || name === 'task_stop' ? [...active, ...ready] : open;
  return task && String(task.id);
}

/** Returns the newest run whose state allows the command. */
function someRun({ name }: Command, { store }: Context): string | undefined {
  const verb = name.replace(/^run_/, '');
  const fits = runsIn(store.state).filter((run) => {
    if (verb === 'clean') return run.state === 'merged' || run.state === 'discarded';
    return !Object.hasOwn(TRANSITIONS, verb) || wrongState(run, verb as Verb, {}) === undefined;
  });
  return fits.at(-1)?.id;
}
