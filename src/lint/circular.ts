import { findAnyCycle, waitsFor } from '../domain/queue/graph.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { type FoundFlaw, modify, numberedDescription, rule } from './rule.ts';

/** Maximum number of cycles that one call reports. The next call reports others after these are fixed. */
const CIRCLES = 20;

/** One edge of a cycle: the task `waits` depends on the task `on`. */
type Step = readonly [waits: Task, on: Task];

export const circular = rule<Step>({
  name: 'circular',
  means: 'tasks that block each other, through dependencies or subtasks',
  *find({ facts: { queue } }) {
    const left = new Set<string>();
    for (const task of queue.open()) if (queue.isBlocked(task) || queue.hasOpenSubtasks(task)) left.add(task.uuid);
    const next = (uuid: string) => waitsFor(queue, uuid).filter((other) => left.has(other));
    for (let found = 0; found < CIRCLES; found++) {
      const circle = findAnyCycle(left, next);
      if (!circle) return;
      for (const uuid of circle) left.delete(uuid);
      yield flawOf(
        circle.map((uuid) => queue.get(uuid)!),
        queue,
      );
    }
  },
  mend: ({ detail: [waits, on] }) => [
    waits.depends?.includes(on.uuid) ? modify(waits, { depends: `-${on.id}` }) : modify(on, { parent: '' }),
  ],
});

/** Describes a cycle by the edge that is most likely wrong: the dependency of an earlier task on a later one. */
function flawOf(circle: readonly Task[], queue: TaskQueue): FoundFlaw<Step> {
  const steps = circle.slice(1).map((on, i): Step => [circle[i]!, on]);
  const depends = steps.filter(([waits, on]) => waits.depends?.includes(on.uuid));
  const slip = depends.find(([waits, on]) => waits.id < on.id) ?? depends[0] ?? steps[0]!;
  const at = steps.indexOf(slip);
  const around = [...steps.slice(at), ...steps.slice(0, at)].map(([, on]) => on);
  const others = around.slice(0, -1).filter((task) => isOpen(queue.get(task.uuid) ?? task));
  const chain = around.slice(0, SHOWN).map(numberedDescription).join(', which is blocked by ');
  return {
    task: slip[0],
    why: `it is blocked by ${chain}${around.length > SHOWN ? `, and so on, ${around.length} in all` : ''}`,
    others,
    detail: slip,
  };
}

/** Maximum number of a cycle's tasks that the message names. */
const SHOWN = 4;
