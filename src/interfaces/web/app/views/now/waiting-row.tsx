import { act } from '../../data/act.ts';
import type { WaitingRow as Row, Wait } from '../../data/types.ts';
import { AnswerBox } from '../../parts/answer-box.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Priority, Project, RunLink, TaskLink } from '../../parts/marks.tsx';
import { Ago } from '../../parts/when.tsx';
import { hrefOf } from '../../shell/route.ts';

const LOOKS: Readonly<Record<Wait, { icon: IconName; word: string }>> = {
  question: { icon: 'question', word: 'Question' },
  review: { icon: 'review', word: 'Review' },
  failure: { icon: 'failure', word: 'Failed' },
  unsent: { icon: 'failure', word: 'Not sent' },
  unfound: { icon: 'question', word: 'Not found' },
  stuck: { icon: 'stuck', word: 'Stuck' },
  handoff: { icon: 'handoff', word: 'Handed off' },
};

/** One thing that goes on only when the person has said something, with what can be said at once. */
export function WaitingRow({ row }: { row: Row }) {
  const { what, card, run, said, next, since, holdsUp } = row;
  const { icon, word } = LOOKS[what];
  return (
    <li class={`row waiting what-${what}`}>
      <span class="waiting-what">
        <Icon name={icon} />
        <span>{word}</span>
      </span>
      <div class="row-body">
        <div class="row-line">
          <TaskLink id={card.id} />
          <a class="row-title" href={what === 'review' && run ? hrefOf('review', [run]) : hrefOf('task', [card.id])}>
            {card.description}
          </a>
          {card.priority && <Priority of={card.priority} />}
          {card.project && <Project name={card.project} />}
          {run && <RunLink id={run} />}
          {holdsUp > 0 && <span class="holds">holds up {holdsUp}</span>}
          <Ago at={since} />
        </div>
        {said && <p class="row-said">{said}</p>}
        {what === 'question' && run && <AnswerBox run={run} question={said ?? ''} />}
        {next && ['stuck', 'unsent', 'unfound'].includes(what) && <p class="row-next">{next}</p>}
        {what === 'review' && run && (
          <div class="row-actions">
            <a class="button small" href={hrefOf('review', [run])}>
              Review
            </a>
          </div>
        )}
        {what === 'handoff' && (
          <div class="row-actions">
            <button
              type="button"
              class="button small"
              onClick={() =>
                act(
                  'task_move',
                  { id: card.id, to: 'progress', seen: card.version },
                  { done: `Started #${card.id}`, undo: true },
                )
              }
            >
              Take it
            </button>
          </div>
        )}
        {what === 'failure' && run && (
          <div class="row-actions">
            <button
              type="button"
              class="button small"
              onClick={() => act('run_resume', { run }, { done: `Run ${run} goes on` })}
            >
              Resume
            </button>
            <button
              type="button"
              class="button small"
              onClick={() => act('run_retry', { run }, { done: `A new run tries #${card.id} again` })}
            >
              Try again
            </button>
          </div>
        )}
      </div>
    </li>
  );
}
