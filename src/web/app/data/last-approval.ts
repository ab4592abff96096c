import type { Toast } from '../shell/notices/toasts.ts';
import { act } from './act.ts';
import { serverNow } from './server-time.ts';
import type { Run } from './types.ts';

/** The last approval by this page. The server's merge queue takes it after `until`, in milliseconds since the epoch. */
let last: { run: string; until: number } | undefined;

/** Returns the Undo button of an approval's message. It is shown as long as the merge queue leaves the approval alone. */
export function undoOfApproval({ id, verdict }: Run): Pick<Toast, 'action' | 'lastsMs'> {
  if (!verdict?.from) return {};
  last = { run: id, until: Date.parse(verdict.from) };
  return { lastsMs: last.until - serverNow(), action: { title: 'Undo', run: () => void withdraw(id) } };
}

/** Withdraws the last approval if the merge queue has not taken it. @returns whether there was one */
export function withdrawLast(): boolean {
  const run = last && serverNow() < last.until ? last.run : undefined;
  if (run !== undefined) void withdraw(run);
  return run !== undefined;
}

function withdraw(run: string): Promise<unknown> {
  last = undefined;
  return act('run_withdraw', { run }, { done: `Withdrew the approval of ${run}` });
}
