import { inCliWords } from '../../../commands/line-words.ts';
import { callOf } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { commandsFor, wrongState } from '../../../runs/lifecycle/apply-transition.ts';
import type { Verb } from '../../../runs/lifecycle/transitions.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import { withExample } from './fitting-example.ts';

/** The verbs of the lines that refusals suggest, with those of a run's states. */
const VERBS: readonly (readonly [RegExp, Verb])[] = [
  [/^approve /, 'approve'],
  [/^run stop /, 'stop'],
  [/^discard /, 'discard'],
  [/^request-changes /, 'request_changes'],
];

/**
 * Fits a refusal to the queue. One of a line without its task or run gets an example of this queue, see
 * {@link withExample}. One of a line about a run suggests no line that the run's state refuses, and names the
 * commands that are possible. Other errors stay as they are, and those of a line that names another queue. If the queue
 * can't be read, the refusal stays, too.
 */
export async function fittedToRun(
  error: BacklogError,
  words: readonly string[],
  streams: Pick<Streams, 'cwd' | 'env' | 'isTerminal'>,
): Promise<BacklogError> {
  const { run: id, line, problems } = (error.data ?? {}) as { run?: unknown; line?: unknown; problems?: unknown };
  const isOfRun = typeof id === 'string' && typeof line === 'string';
  if (error.code !== 'usage' || !(isOfRun || Array.isArray(problems))) return error;
  if (words.some((word) => /^(--(queue|cwd|profile)\b|-w)/.test(word))) return error;
  const { cwd, env } = streams;
  const workspace = await openWorkspace({ cwd, env, tolerant: true, start: () => undefined }).catch(() => undefined);
  if (!workspace) return error;
  try {
    if (!isOfRun) return withExample(error, workspace.context(terminalCaller(streams)));
    const { state } = workspace.store;
    const run = runsIn(state).find((one) => one.id === id.toLowerCase());
    if (!run) return error;
    const task = state.get('task', run.task);
    const verb = VERBS.find(([fits]) => fits.test(line))?.[1];
    const refused = verb && wrongState(run, verb, { task });
    const message = refused
      ? `${refused.message} (did you mean \`${callOf('cli', 'run_show', run.id)}\`?)`
      : error.message;
    const possible = inCliWords(commandsFor(run, task));
    return new BacklogError('usage', message, {
      hint: [possible, error.hint].filter(Boolean).join(' '),
      data: { ...error.data },
    });
  } finally {
    await workspace.close();
  }
}
