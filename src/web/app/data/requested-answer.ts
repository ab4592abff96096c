import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { call, Refusal } from './api.ts';
import { createRetry, isLost } from './retry.ts';
import { workspace } from './state.ts';

/** An answer that loads only on request, because the command starts a program or takes long. The command only reads. */
export interface RequestedAnswer<Name extends CommandName> {
  value: Signal<Outputs[Name] | undefined>;
  error: Signal<Refusal | undefined>;
  asking: Signal<boolean>;
  /**
   * Requests the answer. Only the newest request counts: answers to earlier ones are dropped. A request that didn't reach
   * the server is repeated, and one before the workspace is known waits for it.
   * @returns whether this request was answered; false if it was refused or a newer one replaced it
   */
  ask(input?: Inputs[Name]): Promise<boolean>;
}

/** The newest request. */
interface Request<Name extends CommandName> {
  input: Inputs[Name] | undefined;
  done(isAnswered: boolean): void;
}

export function useRequestedAnswer<Name extends CommandName>(command: Name): RequestedAnswer<Name> {
  const value = useSignal<Outputs[Name] | undefined>(undefined);
  const error = useSignal<Refusal | undefined>(undefined);
  const asking = useSignal(false);
  const newest = useRef<Request<Name> | undefined>(undefined);
  const retry = useMemo(() => createRetry(() => void send(), { isLong: true }), []);
  const at = workspace.value?.uuid;
  const end = (isAnswered: boolean) => {
    newest.current?.done(isAnswered);
    newest.current = undefined;
    asking.value = false;
    retry.answered();
  };
  const send = async () => {
    const mine = newest.current;
    const uuid = workspace.peek()?.uuid;
    if (!mine || !uuid) return;
    const isNewest = () => newest.current === mine && workspace.peek()?.uuid === uuid;
    retry.asked();
    try {
      const answer = await call(uuid, command, mine.input);
      if (!isNewest()) return;
      value.value = answer;
      error.value = undefined;
      end(true);
    } catch (failure) {
      if (!isNewest()) return;
      if (failure instanceof Refusal) {
        error.value = failure;
        if (isLost(failure)) return retry.failed(failure);
      }
      end(false);
      if (!(failure instanceof Refusal)) throw failure;
    }
  };
  const ask = (input?: Inputs[Name]) => {
    newest.current?.done(false);
    return new Promise<boolean>((done) => {
      newest.current = { input, done };
      asking.value = true;
      void send();
    });
  };
  useEffect(() => {
    value.value = undefined;
    error.value = undefined;
    void send();
  }, [at]);
  useEffect(
    () => () => {
      end(false);
      retry.stop();
    },
    [],
  );
  return { value, error, asking, ask };
}
