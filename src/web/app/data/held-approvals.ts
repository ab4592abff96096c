import { signal } from '@preact/signals';
import { closeToast, openToast, toast } from '../shell/notices/toasts.ts';

/** Milliseconds for which the board holds an approval back. Until then, the server doesn't know it, so Undo removes all of it. */
const HELD_MS = 5_000;

interface Held {
  send(): void;
  message: number;
  timer: ReturnType<typeof setTimeout>;
}

/** Approvals that wait to be sent, by run. */
const held = signal<ReadonlyMap<string, Held>>(new Map());

/** Checks whether an approval of the run waits to be sent. */
export const isApprovalHeld = (run: string): boolean => held.value.has(run);

/** Holds an approval back for five seconds. The message has a button that removes it. */
export function holdApproval(run: string, text: string, send: () => void): void {
  if (isApprovalHeld(run)) return;
  const message = openToast({ text, lastsMs: HELD_MS, action: { title: 'Undo', run: () => takeBack(run) } });
  const timer = setTimeout(() => release(run), HELD_MS);
  held.value = new Map(held.value).set(run, { send, message, timer });
}

/** Removes the last approval that was not sent yet. @returns whether there was one */
export function takeBackLast(): boolean {
  const last = [...held.value.keys()].at(-1);
  if (last !== undefined) takeBack(last);
  return last !== undefined;
}

function takeBack(run: string): void {
  if (leave(run)) toast({ text: `Removed the approval of ${run} before it was sent.` });
}

function release(run: string): void {
  leave(run)?.send();
}

/** Removes an approval with its timer and its message. */
function leave(run: string): Held | undefined {
  const one = held.peek().get(run);
  if (!one) return undefined;
  clearTimeout(one.timer);
  closeToast(one.message);
  held.value = new Map([...held.peek()].filter(([id]) => id !== run));
  return one;
}

// A reader who leaves has decided. The requests outlive the page.
addEventListener('pagehide', () => {
  for (const run of held.peek().keys()) release(run);
});
