import { signal } from '@preact/signals';
import { isInReview, type RunState } from '../../../domain/runs/run-states.ts';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { announce } from '../shell/notices/announce.ts';
import { type Toast, toast } from '../shell/notices/toasts.ts';
import { go, hrefOf } from '../shell/route.ts';
import { call, Refusal } from './api.ts';
import { workspace } from './state.ts';

const NO_QUEUE = 'Make one at a terminal, in a repository: backlog init';

interface Options<Output> {
  /** The message after success; without it, no message is shown. */
  done?: string | ((output: Output) => string);
  /** Can it be taken back? */
  undo?: boolean;
  /** Called with the numbers of the commits that the call made. */
  wrote?(commits: readonly number[]): void;
  /** Called with a refusal, which is then not shown to the reader. */
  refused?(refusal: Refusal): void;
}

/** Calls a command that changes something and tells what came of it; undefined when it was refused. */
export async function act<Name extends CommandName>(
  command: Name,
  input: Inputs[Name],
  options: Options<Outputs[Name]> = {},
): Promise<Outputs[Name] | undefined> {
  const at = workspace.value?.uuid;
  try {
    if (!at) throw new Refusal({ code: 'not-found', message: 'there is no queue yet', hint: NO_QUEUE });
    let commits: readonly number[] = [];
    const output = await call(at, command, input, { wrote: (made) => (commits = made) });
    options.wrote?.(commits);
    const said = typeof options.done === 'function' ? options.done(output) : options.done;
    if (said) toast({ text: said, ...(options.undo ? undoing(commits) : {}) });
    return output;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (options.refused) options.refused(error);
    else tellRefusal(error);
    return undefined;
  }
}

/** What a message offers: to take back these commits and no others, the last one first. */
export function undoing(commits: readonly number[]): Pick<Toast, 'action'> {
  if (commits.length === 0) return {};
  return { action: { title: 'Undo', run: () => void takeBackAll(commits) } };
}

async function takeBackAll(commits: readonly number[]): Promise<void> {
  for (const [left, commit] of [...commits].reverse().entries()) {
    const last = left === commits.length - 1;
    const undone = await act('task_undo', { commit });
    if (!undone) return;
    if (last) tellTaken('task_undo', undone);
  }
}

type Verb = 'task_undo' | 'task_redo';

/** An undo or redo that waits for a yes, since it changes more tasks than its reader was shown. */
export interface Pending {
  verb: Verb;
  commit: number;
  /** What it takes back or does again, and how many tasks that changes. */
  what: string;
  tasks: number;
}

export const pending = signal<Pending | undefined>(undefined);

/** Tasks that the person's own last change may have changed without a question, as at a terminal. */
const UNASKED = 3;

/** Takes back the person's own last change, or does again what was undone last. */
export function takeBackLast(verb: Verb): Promise<void> {
  return takeBack(verb, {}, UNASKED);
}

/** Takes back one commit, of which the reader was shown what it did to one task. */
export function takeBackShown(commit: number): Promise<void> {
  return takeBack('task_undo', { commit }, 1);
}

/** Asks when more tasks would change than `shown`. What is then taken back is what was asked about, whatever happens meanwhile. */
async function takeBack(verb: Verb, input: Inputs[Verb], shown: number): Promise<void> {
  const tried = await act(verb, { ...input, dry_run: true });
  if (!tried) return;
  const { what, tasks, undone } = tried;
  const meant = { verb, commit: undone.seq, what, tasks };
  if (tasks > shown) pending.value = meant;
  else await confirmed(meant);
}

/** Does what was asked about. */
export async function confirmed({ verb, commit }: Pick<Pending, 'verb' | 'commit'>): Promise<void> {
  const taken = await act(verb, { commit });
  if (taken) tellTaken(verb, taken);
}

function tellTaken(verb: Verb, { what, seq }: Outputs[Verb]): void {
  const isUndo = verb === 'task_undo';
  const [title, back] = isUndo ? (['Redo', 'task_redo'] as const) : (['Undo', 'task_undo'] as const);
  const run = () => void (seq !== null && confirmed({ verb: back, commit: seq }));
  toast({ text: isUndo ? `Took back ${what}` : `Done again: ${what}`, action: { title, run } });
}

/** A refusal stays until it was read. What it says of a terminal is left out where the page has the place itself: a button goes there. */
export function tellRefusal({ message, hint: said, data }: Refusal): void {
  const place = placeOf(data);
  const hint = place && said?.includes('`backlog ') ? place.hint : said;
  toast({ text: message, tone: 'refused', ...(hint ? { hint } : {}), ...(place ? { action: place } : {}) });
  announce(hint ? `${message}. ${hint}` : message, 'assertive');
}

/** Where a refused reader can do what the refusal is about: the page of the run, or its review. */
function placeOf({ run, state }: Refusal['data']): (NonNullable<Toast['action']> & { hint: string }) | undefined {
  if (typeof run !== 'string' || typeof state !== 'string') return undefined;
  const view = isInReview(state as RunState) ? 'review' : 'run';
  const title = view === 'review' ? `Review ${run}` : `Open ${run}`;
  return { title, hint: 'What can be done about it stands there.', run: () => go(hrefOf(view, [run])) };
}
