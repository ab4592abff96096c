import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { call, Refusal } from './api.ts';
import { workspace } from './state.ts';

/** An answer that loads only on request, because the command starts a program or takes long. */
export interface RequestedAnswer<Name extends CommandName> {
  value: Signal<Outputs[Name] | undefined>;
  error: Signal<Refusal | undefined>;
  asking: Signal<boolean>;
  ask(input?: Inputs[Name]): Promise<void>;
}

export function useRequestedAnswer<Name extends CommandName>(command: Name): RequestedAnswer<Name> {
  const value = useSignal<Outputs[Name] | undefined>(undefined);
  const error = useSignal<Refusal | undefined>(undefined);
  const asking = useSignal(false);
  const at = workspace.value?.uuid;
  useEffect(() => {
    value.value = undefined;
    error.value = undefined;
  }, [at]);
  const ask = async (input?: Inputs[Name]) => {
    if (!at || asking.value) return;
    asking.value = true;
    try {
      value.value = await call(at, command, input);
      error.value = undefined;
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      error.value = failure;
    } finally {
      asking.value = false;
    }
  };
  return { value, error, asking, ask };
}
