import { act } from '../../data/act.ts';
import type { ShownCard } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { decides } from '../../shell/keys/decisions.ts';
import { hrefOf } from '../../shell/route.ts';
import { CardFacts } from './facts.tsx';
import { NowRow } from './rows.tsx';

/** Accepts tasks, so that the orchestrator may start them. */
const accept = (cards: readonly ShownCard[]) =>
  act(
    'task_accept',
    { filter: cards.map(({ id }) => id).join(',') },
    { done: ({ tasks }) => `Accepted ${countOf(tasks.length, 'task')}`, undo: true },
  );

/** Tasks that agents added, or whose run somebody discarded. */
export function Unaccepted({ cards, total }: { cards: readonly ShownCard[]; total: number }) {
  if (cards.length === 0) return null;
  return (
    <section aria-label="To accept">
      <PartHead title="To accept" total={total} />
      <p class="now-none">
        Agents added these tasks, or somebody discarded their run. The orchestrator starts them after you accept them.{' '}
        {cards.length > 1 && (
          <Button look="small" {...decides(cards.map(({ uuid }) => uuid).join())} onClick={() => void accept(cards)}>
            Accept {cards.length < total ? `these ${cards.length}` : `all ${total}`}
          </Button>
        )}
      </p>
      <ul class="rows stack panel">
        {cards.map((card) => (
          <NowRow
            key={card.uuid}
            kind="unaccepted"
            href={hrefOf('task', [card.id])}
            title={card.description}
            facts={
              <>
                <TaskLink id={card.id} />
                <CardFacts card={card} />
              </>
            }
            end={
              <Button look="small" {...decides(`${card.uuid} ${card.version}`)} onClick={() => void accept([card])}>
                Accept
              </Button>
            }
          />
        ))}
      </ul>
    </section>
  );
}

/** The heading of a part of the page, with the number of its rows. */
export function PartHead({ title, total = 0 }: { title: string; total: number | undefined }) {
  return (
    <h2 class="part-head">
      {title} <span class="count">{total.toLocaleString()}</span>
    </h2>
  );
}
