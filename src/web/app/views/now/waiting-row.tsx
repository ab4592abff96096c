import { ATTENTION_WORDS } from '../../../../domain/state-words.ts';
import { act } from '../../data/act.ts';
import type { AttentionKind, Card, WaitingRow } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { AnswerBox } from '../../parts/forms/answer-box.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { PriorityMark, ProjectMark, RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { InTheWayView } from '../../parts/task/state.tsx';
import { countOf } from '../../parts/units/count.ts';
import { Ago } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';
import { Row } from './row.tsx';

const LOOKS: Readonly<Record<AttentionKind, { icon: IconName; tone: string }>> = {
  question: { icon: 'question', tone: 'asks' },
  review: { icon: 'review', tone: 'looks' },
  failure: { icon: 'failure', tone: 'bad' },
  unmerged: { icon: 'failure', tone: 'bad' },
  unsent: { icon: 'failure', tone: 'bad' },
  unfound: { icon: 'question', tone: 'asks' },
  stuck: { icon: 'stuck', tone: 'bad' },
  handoff: { icon: 'handoff', tone: 'asks' },
  blocked: { icon: 'blocked', tone: 'asks' },
};

/** A row of a task that needs attention, with buttons for the next steps. */
export function WaitingRowView({ row }: { row: WaitingRow }) {
  const { what, card, run, said, since, holdsUp } = row;
  const { icon, tone } = LOOKS[what];
  return (
    <Row
      kind={`waiting what-${what}`}
      lead={
        <span class={`waiting-what flex rigid ${tone}`}>
          <Icon name={icon} />
          <span>{ATTENTION_WORDS[what]}</span>
        </span>
      }
      link={<TaskLink id={card.id} />}
      href={what === 'review' && run ? hrefOf('review', [run]) : hrefOf('task', [card.id])}
      title={card.description}
      facts={
        <>
          {card.priority && <PriorityMark of={card.priority} />}
          {card.project && <ProjectMark name={card.project} />}
          {run && <RunLink id={run} />}
          {card.objections && <InTheWayView objections={card.objections} />}
          {holdsUp > 0 && <span class="holds">blocks {countOf(holdsUp, 'task')}</span>}
          <Ago at={since} />
        </>
      }
    >
      {said && <p class="row-said soft">{said}</p>}
      {what === 'question' && run && <AnswerBox run={run} question={said ?? ''} />}
      <RowActs row={row} />
    </Row>
  );
}

function RowActs({ row: { what, card, run } }: { row: WaitingRow }) {
  const acts = ACTS[what];
  if (what === 'review' && run)
    return (
      <div class="row-actions flex gap-6">
        <a class="button small" href={hrefOf('review', [run])}>
          Review
        </a>
      </div>
    );
  if (!acts) return null;
  return (
    <div class="row-actions flex gap-6">
      {acts.map(({ title, begin }) => (
        <Button key={title} look="small" onClick={() => void begin(card, run ?? '')}>
          {title}
        </Button>
      ))}
    </div>
  );
}

interface RowAct {
  title: string;
  begin(card: Card, run: string): Promise<unknown>;
}

/** Moves the task to a column, unless another author has changed it since the page showed it. */
const moved = (card: Card, to: 'progress' | 'todo', done: string) =>
  act('task_move', { id: card.id, to, seen: card.version }, { done, undo: true });

const ACTS: Readonly<Partial<Record<AttentionKind, readonly RowAct[]>>> = {
  failure: [
    { title: 'Resume', begin: (_, run) => act('run_resume', { run }, { done: `Resumed run ${run}` }) },
    {
      title: 'Retry',
      begin: (card, run) => act('run_retry', { run }, { done: `Started a new run for #${card.id}` }),
    },
  ],
  blocked: [
    {
      title: 'Unblock',
      begin: (card) => act('task_unblock', { id: card.id }, { done: `Unblocked #${card.id}`, undo: true }),
    },
  ],
  unsent: [
    {
      title: 'Send again',
      begin: (_, run) => act('run_push', { run }, { done: `Sent the result of ${run} again` }),
    },
  ],
  unfound: [
    {
      title: 'Mark as merged',
      begin: (_, run) => act('run_merged', { run }, { done: `Marked ${run} as merged` }),
    },
    { title: 'Reopen the task', begin: (card) => moved(card, 'todo', `Reopened #${card.id}`) },
  ],
  stuck: [{ title: 'Stop', begin: (_, run) => act('run_stop', { run }, { done: `Stopped run ${run}` }) }],
  handoff: [{ title: 'Start', begin: (card) => moved(card, 'progress', `Started #${card.id}`) }],
};
