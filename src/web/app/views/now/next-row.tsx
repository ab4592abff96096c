import { act } from '../../data/act.ts';
import type { ShownCard } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Due } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';
import { CardFacts } from './facts.tsx';
import { NowRow } from './rows.tsx';

/** A task that is ready to start. */
export function NextRow({ card }: { card: ShownCard }) {
  const { id, description, due } = card;
  return (
    <NowRow
      kind="next"
      href={hrefOf('task', [id])}
      title={description}
      facts={
        <>
          <TaskLink id={id} />
          <CardFacts card={card} />
        </>
      }
      end={
        <>
          <span class="row-hover flex gap-4">
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
          {due && <Due at={due} />}
        </>
      }
    />
  );
}
