import { signatureText } from '../../../../domain/actor.ts';
import type { TaskWhy } from '../../../../report/goals/task-why.ts';
import { useRead } from '../../data/live.ts';
import type { Task } from '../../data/types.ts';
import { TaskGoal } from '../../parts/goal/task-goal.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import type { Info } from './answers.ts';

/** Related tasks, and the reasons why the task is not ready. */
export function WhyNote({ info: { record, brief } }: { info: Info }) {
  const asked = useRead('task_explain', { id: record.uuid }, { patient: true });
  const { value, error } = asked;
  // Blocking tasks are links in a row of their own.
  const told = (value.value?.reasons ?? []).filter(({ why }) => why !== 'blocked');
  const reasons = record.status === 'pending' ? told : [];
  const rows: readonly (readonly [string, readonly Task[]])[] = [
    ['Part of', brief.parents],
    ['Blocked by', brief.waitsFor],
    ['Closed dependencies', brief.after],
    ['Blocks', brief.unblocks],
    ['Subtasks', brief.subtasks],
    ...brief.links.map(({ type, task }) => [type.replaceAll('-', ' '), [task]] as const),
  ];
  const shown = rows.filter(([, tasks]) => tasks.length > 0);
  if (shown.length === 0 && reasons.length === 0 && !record.handoff && !error.value && !brief.why) return null;
  return (
    <section class="why stack panel gap-4" aria-label="Why">
      <Unanswered of={asked} />
      {record.handoff && (
        <p class="asks">
          <strong>Handoff by {signatureText(record.handoff)}:</strong> {record.handoff.note}
        </p>
      )}
      {reasons.map(({ text }) => (
        <p key={text} class="reason soft">
          {text}
        </p>
      ))}
      {(shown.length > 0 || brief.why) && (
        <dl class="stack">
          {brief.why && <TaskGoal of={brief.why as unknown as TaskWhy} />}
          {shown.map(([title, tasks]) => (
            <div key={`${title} ${tasks[0]!.uuid}`} class="fact">
              <dt class="faint">{title}</dt>
              <dd class="anywhere slim">
                {tasks.map((task) => (
                  <span key={task.uuid} class={`near ${task.status === 'completed' ? 'is-done' : ''}`}>
                    <TaskLink id={task.id} /> <TaskLink id={task.id}>{task.description}</TaskLink>
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
