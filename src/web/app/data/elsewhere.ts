import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Outputs } from '../../sdk/calls.ts';
import { call, Refusal } from './api.ts';
import { workspace, workspaces } from './state.ts';
import type { WorkspaceInfo } from './types.ts';

/** Milliseconds between requests, while the page is visible. The events of other queues don't reach the page. */
const EVERY_MS = 15_000;
/** Maximum number of other queues that the page reads. */
const MOST = 20;

/** The state of another queue: what needs attention and what runs there, or why it can't be read. */
export interface OtherQueue {
  queue: WorkspaceInfo;
  answer: Outputs['report_now'] | Refusal;
}

const known = signal<readonly OtherQueue[]>([]);

/** Reads the other queues of this machine again and again. Returns those that answered or failed. */
export function useOtherQueues(): readonly OtherQueue[] {
  const shown = workspace.value?.uuid;
  const all = workspaces.value;
  useEffect(() => {
    const others = (all ?? []).filter(({ uuid }) => uuid !== shown).slice(0, MOST);
    let over = false;
    const read = async () => {
      const found: OtherQueue[] = [];
      // One after the other, so that the shown queue's own requests don't wait for many others.
      for (const queue of others) {
        if (over || document.hidden) return;
        found.push({ queue, answer: await answerOf(queue.uuid) });
      }
      if (!over) known.value = found;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      clearTimeout(timer);
      await read();
      clearTimeout(timer);
      if (!over && others.length > 0) timer = setTimeout(() => void again(), EVERY_MS);
    };
    void again();
    const back = () => void again();
    document.addEventListener('visibilitychange', back);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', back);
    };
  }, [shown, all]);
  return known.value.filter(({ queue }) => queue.uuid !== shown);
}

async function answerOf(uuid: string): Promise<OtherQueue['answer']> {
  try {
    return await call(uuid, 'report_now', {});
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
