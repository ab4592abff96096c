import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { announce } from '../shell/announce.ts';
import { type Toast, toast } from '../shell/toasts.ts';
import { call, Refusal } from './api.ts';
import { workspace } from './state.ts';

const NO_QUEUE = 'Make one at a terminal, in a repository: backlog init';

interface Options<Output> {
  /** What is told when it worked; nothing without it. */
  done?: string | ((output: Output) => string);
  /** Can it be taken back? */
  undo?: boolean;
  /** Is told of the commits that it made. */
  wrote?(commits: readonly number[]): void;
  /** Is told of a refusal instead of the reader. */
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
  return { action: { title: 'Undo', run: () => void takeBack(commits) } };
}

async function takeBack(commits: readonly number[]): Promise<void> {
  for (const [left, commit] of [...commits].reverse().entries()) {
    const last = left === commits.length - 1;
    const undone = await act('task_undo', { commit }, last ? { done: undoneText } : {});
    if (!undone) return;
  }
}

const undoneText = ({ undone }: Outputs['task_undo']) => `Undid ${undone.command.replaceAll('_', ' ')}`;

/** A refusal with its hint stays until it was read. */
export function tellRefusal({ message, hint }: Refusal): void {
  toast({ text: message, tone: 'refused', ...(hint ? { hint } : {}) });
  announce(hint ? `${message}. ${hint}` : message, 'assertive');
}

/** Takes back the person's own last change. */
export async function undoLast(): Promise<void> {
  await act('task_undo', {}, { done: undoneText });
}
