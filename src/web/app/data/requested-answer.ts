import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import type { ShownOutput } from '../../sdk/page.ts';
import type { Refusal } from './api.ts';
import { createQuery } from './query.ts';
import { isLost } from './retry.ts';
import { workspace } from './state.ts';

/** An answer that loads only on request, because the command starts a program or takes long. The command only reads. */
export interface RequestedAnswer<Name extends CommandName, Answer = Outputs[Name]> {
  value: Signal<Answer | undefined>;
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

/** As {@link useRequestedAnswer}, with the page of the output. */
export function useRequestedPage<Name extends CommandName>(command: Name) {
  const asked: unknown = useRequestedAnswer(command, { asPage: true });
  return asked as RequestedAnswer<Name, ShownOutput<Outputs[Name]>>;
}

export function useRequestedAnswer<Name extends CommandName>(
  command: Name,
  { asPage = false } = {},
): RequestedAnswer<Name> {
  const value = useSignal<Outputs[Name] | undefined>(undefined);
  const asking = useSignal(false);
  const newest = useRef<Request<Name> | undefined>(undefined);
  const query = useMemo(() => createQuery(command, () => void send(), { isLong: true, asPage }), []);
  const at = workspace.value?.uuid;
  const end = (isAnswered: boolean) => {
    newest.current?.done(isAnswered);
    newest.current = undefined;
    asking.value = false;
  };
  const send = async () => {
    if (!newest.current) return;
    query.drop();
    const got = await query.ask(newest.current.input as Inputs[Name]);
    if (!got || (got.refusal && isLost(got.refusal))) return;
    if (got.answer) value.value = got.answer;
    end(!got.refusal);
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
    query.error.value = undefined;
    void send();
  }, [at]);
  useEffect(
    () => () => {
      end(false);
      query.drop();
      query.stop();
    },
    [],
  );
  return { value, error: query.error, asking, ask };
}
