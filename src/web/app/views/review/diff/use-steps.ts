import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { showRefusal } from '../../../data/act.ts';
import { call, Refusal } from '../../../data/api.ts';
import { workspace } from '../../../data/state.ts';
import { toast } from '../../../shell/notices/toasts.ts';
import type { WritingStep } from '../answers.ts';

/** Reads the agent's steps for the open files, with one request for all of them, while the reader wants to see them. */
export function useSteps(
  run: string,
  on: boolean,
  open: ReadonlySet<string>,
): ReadonlyMap<string, readonly WritingStep[]> {
  const steps = useSignal<ReadonlyMap<string, readonly WritingStep[]>>(NONE);
  useEffect(() => {
    const missing = on ? [...open].filter((path) => !steps.peek().has(path)) : [];
    if (missing.length === 0) return;
    let gone = false;
    const read = async () => {
      const answer = await call(workspace.peek()!.uuid, 'run_steps', { run, paths: missing });
      if (gone) return;
      if (answer.steps.length === 0) toast({ text: 'The log has no step that wrote these files.' });
      const read = new Map(missing.map((path) => [path, answer.steps.filter((step) => step.path === path)]));
      steps.value = new Map([...steps.peek(), ...read]);
    };
    read().catch((error) => {
      if (!(error instanceof Refusal)) throw error;
      showRefusal(error);
    });
    return () => {
      gone = true;
    };
  }, [on, open]);
  return on ? steps.value : NONE;
}

const NONE: ReadonlyMap<string, readonly WritingStep[]> = new Map();
