import { useSignal } from '@preact/signals';
import { capital } from '../../../../base/quote.ts';
import { attentionWord } from '../../../../domain/state-words.ts';
import { act } from '../../data/act.ts';
import { serverNow } from '../../data/server-time.ts';
import { snoozeTimes } from '../../data/snooze.ts';
import type { AttentionKind, ShownCard, ShownWaitingRow } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { AnswerBox } from '../../parts/forms/answer-box.tsx';
import { CommandDialog } from '../../parts/forms/command-form.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { decides } from '../../shell/keys/decisions.ts';
import { hrefOf } from '../../shell/route.ts';
import { CardFacts, FigureFacts } from './facts.tsx';
import { pageOf } from './page-of.ts';
import { NowRow } from './rows.tsx';

/** Icon and colour of each reason for attention. */
export const LOOKS: Readonly<Record<AttentionKind, { icon: IconName; tone: string }>> = {
  question: { icon: 'question', tone: 'asks' },
  review: { icon: 'review', tone: 'looks' },
  failure: { icon: 'failure', tone: 'bad' },
  unmerged: { icon: 'failure', tone: 'bad' },
  unsent: { icon: 'failure', tone: 'bad' },
  unfound: { icon: 'question', tone: 'asks' },
  changed: { icon: 'question', tone: 'asks' },
  stuck: { icon: 'stuck', tone: 'bad' },
  handoff: { icon: 'handoff', tone: 'asks' },
  offbranch: { icon: 'git', tone: 'asks' },
  blocked: { icon: 'blocked', tone: 'asks' },
};

/** Returns the word before an item that needs attention, as a label: `Waits for your checkout`. */
export function leadWord({ what, state }: Pick<ShownWaitingRow, 'what' | 'state'>): string {
  return capital(attentionWord({ why: what, state }));
}

/** Returns the text of an item. The summary of a new result is on the page of its review. */
export function saidText({ what, state, said }: Pick<ShownWaitingRow, 'what' | 'state' | 'said'>): string | undefined {
  return what === 'review' && state !== 'returned' ? undefined : said;
}

/** An item that needs attention, with buttons for the next steps. A click on a result opens its review. */
export function WaitingRowView({ row }: { row: ShownWaitingRow }) {
  const { what, card, run, said, since, figures, elsewhere } = row;
  const shown = saidText(row);
  return (
    <NowRow
      kind={`waiting what-${what}`}
      lead={{ ...LOOKS[what], word: leadWord(row) }}
      href={hrefOf(...pageOf(row))}
      title={card.description}
      facts={
        <>
          {shown && what !== 'question' && <span class="row-said">{printed(shown)}</span>}
          {figures && <FigureFacts of={figures} />}
          {elsewhere && <span>{printed(elsewhere)}</span>}
          {run && <RunLink id={run} />}
          <TaskLink id={card.id} />
          <CardFacts card={card} />
        </>
      }
      end={
        <>
          <RowActs row={row} />
          <Ago at={since} />
          <MenuButton label={`Snooze #${card.id}`} items={snoozeItems(row)}>
            <Icon name="snooze" />
          </MenuButton>
        </>
      }
    >
      {what === 'question' && run && (
        <>
          <p class="row-question soft anywhere">{printed(said ?? '')}</p>
          <AnswerBox run={run} question={said ?? ''} />
        </>
      )}
    </NowRow>
  );
}

function snoozeItems(row: ShownWaitingRow): MenuItem[] {
  const { id } = row.card;
  const begin = (until: number | undefined, text: string) =>
    act(
      'task_snooze',
      { id, ...(until === undefined ? {} : { until: new Date(until).toISOString() }) },
      { done: `Snoozed #${id} ${text}`, undo: true },
    );
  return [
    ...snoozeTimes(serverNow()).map(({ title, until }) => ({
      title,
      run: () => begin(until, title.toLowerCase().replace('monday', 'Monday')),
    })),
    { title: 'Until it changes', run: () => begin(undefined, 'until it changes') },
  ];
}

function RowActs({ row: { what, card, run } }: { row: ShownWaitingRow }) {
  if (what === 'review' && run)
    return (
      <a class="button small" href={hrefOf('review', [run])}>
        Review
      </a>
    );
  return (
    <>
      {what === 'unfound' && run && <MarkAsMerged run={run} of={card} />}
      {ACTS[what]?.map(({ title, begin }) => (
        <Button
          key={title}
          look="small"
          {...decides(`${card.uuid} ${card.version} ${run}`)}
          onClick={() => void begin(card, run ?? '')}
        >
          {title}
        </Button>
      ))}
    </>
  );
}

/** Asks where the work of a run is. Both fields stay empty if Backlog can find it. */
function MarkAsMerged({ run, of: { uuid, version } }: { run: string; of: ShownCard }) {
  const asked = useSignal(false);
  return (
    <>
      <Button look="small" {...decides(`${uuid} ${version} ${run}`)} onClick={() => (asked.value = true)}>
        Mark as merged
      </Button>
      {asked.value && (
        <CommandDialog
          of="run_merged"
          fields={{
            commit: { title: 'Commit on the branch that has its work, unless Backlog finds it' },
            note: { title: 'How you know' },
          }}
          given={{ run }}
          title={`Mark ${run} as merged`}
          action="Mark as merged"
          done={`Marked ${run} as merged`}
          onClose={() => (asked.value = false)}
        />
      )}
    </>
  );
}

interface RowAct {
  title: string;
  begin(card: ShownCard, run: string): Promise<unknown>;
}

/** Moves the task to a column, unless another author has changed it since the page showed it. */
const moved = (card: ShownCard, to: 'progress' | 'todo', done: string) =>
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
  unfound: [{ title: 'Reopen the task', begin: (card) => moved(card, 'todo', `Reopened #${card.id}`) }],
  stuck: [{ title: 'Stop', begin: (_, run) => act('run_stop', { run }, { done: `Stopped run ${run}` }) }],
  handoff: [{ title: 'Start', begin: (card) => moved(card, 'progress', `Started #${card.id}`) }],
};
