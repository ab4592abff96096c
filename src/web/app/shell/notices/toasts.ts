import { signal } from '@preact/signals';
import { announce } from './announce.ts';

export interface Toast {
  id: number;
  text: string;
  hint?: string;
  /** A long text that the message shows when the reader asks for it. */
  details?: string;
  tone?: 'refused';
  action?: { title: string; run(): void };
  /** Whether the server did not answer. The message makes room for another one when it answers again. */
  lost?: true;
  /** Milliseconds for which the message is shown, if not as long as others. */
  lastsMs?: number;
  /** Numbers of the commits that the message is about. It disappears when one of them is undone. */
  commits?: readonly number[];
}

/** Milliseconds for which a success message is shown. A refusal stays until the reader closes it, or others fill the page. */
const SHOWN_MS = 6_000;
/** Maximum number of messages. The oldest success message makes room, a refusal only without one. */
const MOST = 3;

export const toasts = signal<readonly Toast[]>([]);
let last = 0;

export function toast(message: Omit<Toast, 'id'>): void {
  openToast(message);
}

/** Shows a message that its caller can close. @returns its id */
export function openToast(message: Omit<Toast, 'id'>): number {
  const id = ++last;
  const older = toasts.value;
  const spare = older.length < MOST ? undefined : (older.find(({ tone }) => tone !== 'refused') ?? older[0]);
  toasts.value = [...older.filter((each) => each !== spare), { ...message, id }];
  if (message.tone === 'refused') return id;
  announce(message.text);
  setTimeout(() => closeToast(id), message.lastsMs ?? SHOWN_MS);
  return id;
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}
