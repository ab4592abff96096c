import { type Signal, signal } from '@preact/signals';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { call, callShown, Refusal } from './api.ts';
import { createRetry } from './retry.ts';
import { onEvent, onTime, workspace } from './state.ts';
import type { Commit } from './types.ts';

/** An answer with the number of the commit that it shows, or the refusal. */
type Answered<Name extends CommandName> =
  | { answer: Outputs[Name]; seq: number; refusal?: never }
  | { answer?: never; refusal: Refusal };

/** The requests of one command by one part of a page. */
export interface Query<Name extends CommandName> {
  /** The refusal of the last request. */
  error: Signal<Refusal | undefined>;
  /**
   * Requests an answer. A failed request is repeated later, by the function `again`.
   * @param at uuid of the workspace, if not the shown one
   * @returns undefined if `drop` was called since, or if no workspace is shown
   */
  ask(input: Inputs[Name], at?: string): Promise<Answered<Name> | undefined>;
  /** Ignores the answers to all requests so far. */
  drop(): void;
  /** Whether some request has no answer. */
  isAsking(): boolean;
  /** Cancels the repetition of a failed request. */
  stop(): void;
}

interface Options {
  /** Whether the answer may take long. Only a failed connection is then repeated. */
  isLong?: boolean;
  /** Whether the answers are a {@link ShownOutput}: the output with its page. */
  asPage?: boolean;
  /** Whether no other request of this query has failed. Otherwise its repetition stays planned after an answer. */
  isComplete?(): boolean;
}

/** Creates the requests of a command. `again` repeats those that failed. */
export function createQuery<Name extends CommandName>(
  command: Name,
  again: () => void,
  { isLong = false, asPage = false, isComplete = () => true }: Options = {},
): Query<Name> {
  const error = signal<Refusal | undefined>(undefined);
  const retry = createRetry(again, { isLong });
  let turn = 0;
  let asking = 0;
  return {
    error,
    async ask(input, at = workspace.peek()?.uuid) {
      const mine = turn;
      if (at === undefined) return undefined;
      retry.asked();
      asking++;
      try {
        let seq = 0;
        const noted = { at: (of: number) => (seq = of) };
        const answer = asPage
          ? ((await callShown(at, command, input, noted)) as unknown as Outputs[Name])
          : await call(at, command, input, noted);
        if (mine !== turn) return undefined;
        error.value = undefined;
        if (isComplete()) retry.answered();
        return { answer, seq };
      } catch (failure) {
        if (!(failure instanceof Refusal)) throw failure;
        if (mine !== turn) return undefined;
        error.value = failure;
        retry.failed(failure);
        return { refusal: failure };
      } finally {
        asking--;
      }
    },
    drop() {
      turn++;
    },
    isAsking: () => asking > 0,
    stop: retry.stop,
  };
}

interface Changes {
  /** Called for each commit. */
  changed(commit: Commit): void;
  /** Called as time passes, and when commits may have been missed. */
  renew(): void;
}

/** Follows what can change an answer. @returns a function that ends this */
export function followChanges({ changed, renew }: Changes): () => void {
  const ends = [
    onTime(renew),
    onEvent((message) => {
      if (message.type === 'reset') renew();
      if (message.type === 'commit') changed(message.commit);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
