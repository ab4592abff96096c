import { signatureText } from '../../../../domain/actor.ts';
import type { TaskWhy } from '../../../../report/goals/task-why.ts';
import { useRead } from '../../data/live.ts';
import type { Task } from '../../data/types.ts';
import { GoalLink } from '../../parts/goal/marks.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago } from '../../parts/units/when.tsx';
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

/** Why a task exists: its goal with the records above it, the measure, the refusals, and what happened since. */
function TaskGoal({ of: { why, since } }: { of: TaskWhy }) {
  const { links, upkeep, bounds, gaps } = why;
  return (
    <>
      {links.map((link) => (
        <div key={link.id} class="fact">
          <dt class="faint">{link.kind}</dt>
          <dd class="anywhere slim">
            <GoalLink of={link} /> <span class="faint small">{link.id}</span>
            {(link.why ?? link.measure) && (
              <span class="near soft small">{visible([link.why, link.measure].filter(Boolean).join(' · '))}</span>
            )}
          </dd>
        </div>
      ))}
      {upkeep !== undefined && (
        <div class="fact">
          <dt class="faint">Upkeep</dt>
          <dd class="anywhere slim">{visible(upkeep)}</dd>
        </div>
      )}
      {bounds.wont.length > 0 && (
        <div class="fact">
          <dt class="faint">Will not</dt>
          <dd class="anywhere slim">{visible(bounds.wont.map(({ text }) => text).join('; '))}</dd>
        </div>
      )}
      {since.length > 0 && (
        <div class="fact">
          <dt class="faint">Since then</dt>
          <dd class="anywhere slim">
            {since.map(({ at, text }) => (
              <span key={at + text} class="near">
                {visible(text)} <Ago at={at} />
              </span>
            ))}
          </dd>
        </div>
      )}
      {links.length === 0 && upkeep === undefined && gaps.length > 0 && (
        <div class="fact">
          <dt class="faint">Goal</dt>
          <dd class="asks">none, and no reason for upkeep</dd>
        </div>
      )}
    </>
  );
}
