import type { CommandName } from '../../sdk/calls.ts';
import { announce } from '../shell/announce.ts';
import { toast } from '../shell/toasts.ts';
import { call, Refusal } from './api.ts';
import { workspace } from './state.ts';

type Input = Readonly<Record<string, unknown>>;

interface Options<T> {
  /** What is told when it worked; nothing without it. */
  done?: string | ((output: T) => string);
  /** Can it be taken back? */
  undo?: boolean;
  /** Is told of a refusal instead of the reader. */
  refused?(refusal: Refusal): void;
}

/** Calls a command that changes something and tells what came of it; undefined when it was refused. */
export async function act<T>(command: CommandName, input: Input, options: Options<T> = {}): Promise<T | undefined> {
  const at = workspace.value?.uuid;
  if (!at) return undefined;
  try {
    const output = await call<T>(at, command, input);
    const said = typeof options.done === 'function' ? options.done(output) : options.done;
    if (said) toast({ text: said, ...(options.undo ? { action: { title: 'Undo', run: undoLast } } : {}) });
    return output;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (options.refused) options.refused(error);
    else tellRefusal(error);
    return undefined;
  }
}

/** A refusal with its hint stays until it was read. */
export function tellRefusal({ message, hint }: Refusal): void {
  toast({ text: message, tone: 'refused', ...(hint ? { hint } : {}) });
  announce(hint ? `${message}. ${hint}` : message, 'assertive');
}

/** Takes back the person's own last change. */
export async function undoLast(): Promise<void> {
  await act<{ undone: { command: string; seq: number } }>(
    'task_undo',
    {},
    { done: ({ undone }) => `Undid ${undone.command.replaceAll('_', ' ')}` },
  );
}
