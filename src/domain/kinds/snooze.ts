import { fromInstant } from '../instant.ts';
import { kind } from './row.ts';

/**
 * A snooze: a person deals with the items of a task later. It ends at its time or, without one, when the task changes. An
 * item appears earlier if it changes.
 * Record id: the task's uuid.
 */
export const SNOOZE = kind({
  doc: 'items of a task that need attention later',
  fields: (v) => ({
    task: v.uuid(),
    /** The items, with the time since which each needed attention. Another reason or run isn't snoozed. */
    items: v.z.array(v.z.object({ why: v.z.string(), run: v.z.string().exactOptional(), since: v.instant() })).min(1),
    /** Without it, the snooze ends when something changes. */
    until: v.instant().exactOptional(),
    /** The version of the task. */
    version: v.z.string(),
    at: v.instant(),
    actor: v.z.string(),
  }),
  stays: {
    says: 'until its time, or until its task is closed',
    until({ task: uuid, until }, look) {
      if (until !== undefined) return fromInstant(until);
      const task = look.task(uuid);
      if (task?.status === 'pending') return null;
      return task?.end === undefined ? 0 : fromInstant(task.end);
    },
  },
  task: (snooze) => snooze.task,
  archived: 'along',
  historyText: {
    name: () => 'the snooze',
    value: ({ until, version }) => (until ? `until ${until}` : version === undefined ? undefined : 'until it changes'),
  },
});
