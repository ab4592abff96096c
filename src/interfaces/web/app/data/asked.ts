import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CommandName } from '../../sdk/calls.ts';
import { Refusal, read } from './api.ts';
import { workspace } from './state.ts';

/** An answer that somebody asked for: what starts a program, or takes long, is not asked for by opening a view. */
export interface Asked<T> {
  value: Signal<T | undefined>;
  error: Signal<Refusal | undefined>;
  asking: Signal<boolean>;
  ask(input?: Readonly<Record<string, unknown>>): Promise<void>;
}

export function useAsked<T>(command: CommandName): Asked<T> {
  const value = useSignal<T | undefined>(undefined);
  const error = useSignal<Refusal | undefined>(undefined);
  const asking = useSignal(false);
  const at = workspace.value?.uuid;
  useEffect(() => {
    value.value = undefined;
    error.value = undefined;
  }, [at]);
  const ask = async (input: Readonly<Record<string, unknown>> = {}) => {
    if (!at || asking.value) return;
    asking.value = true;
    try {
      value.value = await read<T>(at, command, input);
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
