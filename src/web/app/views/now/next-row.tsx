import { act } from '../../data/act.ts';
import type { Card } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { PriorityMark, ProjectMark, TaskLink } from '../../parts/task/marks.tsx';
import { countOf } from '../../parts/units/count.ts';
import { Due } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';
import { Row } from './row.tsx';

/** A task that is ready to start. */
export function NextRow({ card }: { card: Card }) {
  const { id, description, priority, project, due, agent, holdsUp } = card;
  return (
    <Row
      kind="next"
      link={<TaskLink id={id} />}
      href={hrefOf('task', [id])}
      title={description}
      facts={
        <>
          {priority && <PriorityMark of={priority} />}
          {project && <ProjectMark name={project} />}
          {agent && <span class="who">{agent}</span>}
          {holdsUp && <span class="holds">blocks {countOf(holdsUp, 'task')}</span>}
          {due && <Due at={due} />}
          <span class="row-hover flex end gap-4">
            <Button
              look="small"
              onClick={() => act('run_start', { filter: String(id) }, { done: `Started a run for #${id}` })}
            >
              Run
            </Button>
            <Button
              look="small"
              onClick={() =>
                act('task_move', { id, to: 'progress', seen: card.version }, { done: `Started #${id}`, undo: true })
              }
            >
              Start
            </Button>
          </span>
        </>
      }
    />
  );
}
