import type { InHand } from '../../data/types.ts';
import { Project, TaskLink } from '../../parts/task/marks.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';

/** A task that a session or a person has in hand. */
export function HandRow({ row: { card, by, since } }: { row: InHand }) {
  return (
    <li class="row flex gap-12">
      <div class="rest slim">
        <div class="row-line line">
          <TaskLink id={card.id} />
          <a class="row-title clip slim" href={hrefOf('task', [card.id])}>
            {card.description}
          </a>
          {card.project && <Project name={card.project} />}
          <span class="who">{by ?? 'nobody'}</span>
          <Ago at={since} />
        </div>
      </div>
    </li>
  );
}
