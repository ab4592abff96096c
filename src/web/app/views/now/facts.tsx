import { figureTexts, type RunFigures } from '../../../../domain/runs/run-figures.ts';
import type { ShownCard } from '../../data/types.ts';

import { PriorityMark, ProjectMark } from '../../parts/task/marks.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { lengthText } from '../../parts/units/time.ts';

/** The figures of a run as facts of a row. A figure that speaks against the result is red. */
export function FigureFacts({ of }: { of: RunFigures }) {
  return (
    <>
      {figureTexts(of).map(({ text, tone }) => (
        <span key={text} class={tone}>
          {text}
        </span>
      ))}
      {of.workedMs >= 1_000 && <span title="Work time">{lengthText(of.workedMs)}</span>}
    </>
  );
}

/** The attributes of a task as facts of a row. */
export function CardFacts({ card: { priority, project, agent, holdsUp } }: { card: ShownCard }) {
  return (
    <>
      {(priority || project) && (
        <span class="line gap-4">
          {priority && <PriorityMark of={priority} />}
          {project && <ProjectMark name={project} />}
        </span>
      )}
      {agent && <span>{agent}</span>}
      {holdsUp && <span>blocks {countOf(holdsUp, 'task')}</span>}
    </>
  );
}
