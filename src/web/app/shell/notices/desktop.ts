import { effect, signal } from '@preact/signals';
import { combined } from '../../../../scheduler/notices/combine.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { touches } from '../../data/answer-dependencies.ts';
import { call } from '../../data/api.ts';
import { onEvent, workspace, workspaces } from '../../data/state.ts';
import type { WorkspaceInfo } from '../../data/types.ts';
import { go, hrefIn } from '../route.ts';
import { slugOf } from '../workspaces.ts';
import { toast } from './toasts.ts';

type Notice = Outputs['notice_take']['notices'][number];

const KEY = 'backlog notices';

/** Records whose changes can cause a notice. */
const CAUSES = ['run', 'question', 'notice'];
/** Milliseconds between two checks without a change: quiet hours end. The events of other queues don't reach the page. */
const EVERY_MS = 60_000;
/** Maximum number of queues whose notices the page shows. */
const MOST = 20;

const isAllowed = () => 'Notification' in window && Notification.permission === 'granted';
const isOn = () => localStorage.getItem(KEY) === 'on' && isAllowed();

/** Whether this browser shows notices of Backlog on the desktop. */
export const notifies = signal(isOn());
addEventListener('storage', ({ key }) => {
  if (key === KEY) notifies.value = isOn();
});

/**
 * Turns the desktop notices of this browser on or off, in all its tabs. The browser asks the reader for the permission.
 * The first notice is an example, because some phones allow notices but show none from a page.
 */
export async function setNotifies(on: boolean): Promise<void> {
  if (on && !isAllowed() && (!('Notification' in window) || (await Notification.requestPermission()) !== 'granted'))
    return toast({
      text: 'This browser does not allow notices. Allow them in its settings for this page.',
      tone: 'refused',
    });
  try {
    if (on) new Notification('Backlog', { body: 'Notices appear like this.', tag: KEY });
  } catch {
    return toast({ text: 'This browser shows no notices from a page.', tone: 'refused' });
  }
  localStorage.setItem(KEY, on ? 'on' : 'off');
  notifies.value = on;
}

/**
 * Shows new notices of all queues on the desktop while a page is open, those of the shown queue at once. The server gives
 * each notice to only one page or program, so several tabs and browsers show it once.
 */
export function showNotices(): void {
  effect(() => {
    const shown = workspace.value;
    if (!notifies.value || !shown) return;
    const queues = [shown, ...(workspaces.value ?? []).filter(({ uuid }) => uuid !== shown.uuid)].slice(0, MOST);
    const take = async (from: readonly WorkspaceInfo[]) => {
      for (const queue of from) {
        const answer = await call(queue.uuid, 'notice_take').catch(() => undefined);
        for (const notice of combined(answer?.notices ?? [])) show(queue, notice);
      }
    };
    const stop = onEvent((message) => {
      if (message.type === 'reset' || (message.type === 'commit' && touches(message.commit, CAUSES)))
        void take([shown]);
    });
    const timer = setInterval(() => void take(queues), EVERY_MS);
    void take(queues);
    return () => {
      stop();
      clearInterval(timer);
    };
  });
}

type Told = Pick<Notice, 'title' | 'text'> & Partial<Notice>;

function show(queue: WorkspaceInfo, { title, text, run, what }: Told): void {
  const shown = new Notification(`${queue.name}: ${title}`, { body: text, tag: `${queue.name} ${title} ${text}` });
  shown.onclick = () => {
    window.focus();
    // The page can show another queue by now.
    const slug = slugOf(queue, workspaces.peek() ?? []);
    go(run ? hrefIn(slug, what === 'review' ? 'review' : 'run', [run]) : hrefIn(slug, 'now'));
    shown.close();
  };
}
