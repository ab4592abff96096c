import { useRead } from '../../data/live.ts';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';

/** Why the orchestrator starts nothing more although it may: what keeps most tasks from starting. */
export function Idle({ free }: { free: number }) {
  const asked = useRead('schedule_explain', { limit: 1 });
  const answer = asked.value.value;
  if (!answer) return <Unanswered of={asked} />;
  // The next one starts in a moment.
  if (answer.tasks[0]?.start) return null;
  return (
    <div class="orchestrator-idle">
      <p class="run-reason bad">
        {answer.kept.length === 0
          ? 'No open task is left to start.'
          : `No open task can start now, though ${free} more could be at work:`}
      </p>
      <ul class="stack gap-4">
        {answer.kept.map(({ why, tasks, id, text }) => (
          <li key={why}>
            <span class="count">{tasks}</span> such as <TaskLink id={id} />: {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
