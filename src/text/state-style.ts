import { SHOWN_STATES, type ShownState } from '../domain/state-words.ts';
import type { TaskLine } from '../report/task-line.ts';
import type { Style } from './screen/layout/screen.ts';

/** The styles of a due date. */
export const PRESSING = { overdue: 'alarm', today: 'warning' } as const;

const OF_TASKS: Partial<Record<TaskLine['state'], Style>> = {
  active: 'good',
  handed_off: 'warning',
  outside: 'warning',
  ...{
    elsewhere: 'faint',
    step: 'faint',
    blocked: 'faint',
    waiting: 'faint',
    scheduled: 'faint',
    completed: 'faint',
    deleted: 'faint',
  },
};

const OF_RUNS: Partial<Record<ShownState, Style>> = {
  ...{ asking: 'warning', review: 'warning', returned: 'alarm', unfound: 'warning' },
  ...{ failed: 'alarm', stopped: 'alarm', interrupted: 'alarm' },
  ...{ waits_for_checkout: 'alarm', unmerged: 'alarm', unsent: 'alarm' },
  ...{ queued: 'good', preparing: 'good', running: 'good', checking: 'good', changes_requested: 'good' },
};

/** Returns the style of a state of a task or run: whether it needs attention, goes on, or is over. */
export function stateStyle(state: TaskLine['state'] | ShownState): Style | undefined {
  if (state in OF_TASKS) return OF_TASKS[state as TaskLine['state']];
  return Object.hasOwn(SHOWN_STATES, state) ? (OF_RUNS[state as ShownState] ?? 'faint') : undefined;
}
