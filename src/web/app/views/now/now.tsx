import { attentionWord } from '../../../../domain/state-words.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import type { ActiveWithoutRun, ShownCard, ShownWaitingRow } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FirstSteps } from '../../parts/task/first-steps.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { NewTaskButton } from '../../parts/task/no-tasks.tsx';
import { Awaited } from '../../parts/unanswered.tsx';
import { fullText } from '../../parts/units/time.ts';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { focus, useKeys } from '../../shell/keys/keys.ts';
import { hrefOf } from '../../shell/route.ts';
import { CardFacts } from './facts.tsx';
import { NextRow } from './next-row.tsx';
import { OtherQueues } from './other-queues.tsx';
import { NowRow, RunRow } from './rows.tsx';
import { PartHead, Unaccepted } from './unaccepted.tsx';
import { Unlinked } from './unlinked.tsx';
import { WaitingRowView } from './waiting-row.tsx';

type NowAnswer = Outputs['report_now'];

/** The start page: tasks that need attention, active runs, other active tasks, and the next tasks. */
export function NowView() {
  const asked = useRead('report_now', {}, { runs: true });
  const now = asked.value.value;
  useRowKeys();
  if (!now) return <Awaited of={asked} />;
  const { totals } = now;
  return (
    <div class="now flex-column rest">
      <ViewHead title="Now">
        <p class="flex wrap soft">
          <Total of={totals.open} word="open" />
          <Total of={totals.blocked} word="blocked" />
          <Total of={totals.overdue} word="overdue" tone="late" />
          <Total of={totals.doneToday} word="done today" />
          <a href={hrefOf('inbox')}>
            <Total of={now.inbox ?? 0} word="in the inbox" />
          </a>
          {now.conflicts !== undefined && (
            <a href={hrefOf('conflicts')}>
              <Total of={now.conflicts} word={now.conflicts === 1 ? 'conflict' : 'conflicts'} tone="late" />
            </a>
          )}
        </p>
      </ViewHead>
      <Unlinked repositories={now.unlinked} />
      {totals.open === 0 && now.waiting.length === 0 && now.running.length === 0 ? (
        <>
          <NothingYet />
          <div class="page">
            <OtherQueues />
          </div>
        </>
      ) : (
        <Parts now={now} />
      )}
    </div>
  );
}

function Parts({
  now: { waiting, snoozed, running, proposed, inHand, next, unaccepted, kept, halted, idle, totals },
}: {
  now: NowAnswer;
}) {
  return (
    <div class="now-parts page stack">
      <HaltedLine halted={halted} />
      {running.length > 0 && (
        <section class="now-running" aria-label="Running">
          <PartHead title="Running" total={totals.running} />
          <ul class="rows stack panel">
            {running.map((view) => (
              <RunRow key={view.run.id} view={view} />
            ))}
          </ul>
        </section>
      )}
      <section class="now-waiting" aria-label="Needs attention">
        <PartHead title="Needs attention" total={totals.waiting} />
        {waiting.length === 0 && (
          <p class="now-none">
            Nothing needs your attention. Questions, results to review and failed runs appear here.
          </p>
        )}
        <ul class="rows stack panel">
          {waiting.map((row) => (
            <WaitingRowView key={keyOf(row)} row={row} />
          ))}
        </ul>
        {snoozed.length > 0 && (
          <details class="above">
            <summary class="faint small">{totals.snoozed} snoozed</summary>
            <ul class="rows stack panel">
              {snoozed.map((row) => (
                <SnoozedRow key={keyOf(row)} row={row} />
              ))}
            </ul>
          </details>
        )}
      </section>
      <OtherQueues />
      {proposed.length > 0 && (
        <section aria-label="In a pull request">
          <PartHead title="In a pull request" total={totals.proposed} />
          <ul class="rows stack panel">
            {proposed.map((view) => (
              <RunRow key={view.run.id} view={view} />
            ))}
          </ul>
        </section>
      )}
      {inHand.length > 0 && (
        <section aria-label="Active without a run">
          <PartHead title="Active without a run" total={totals.inHand} />
          <ul class="rows stack panel">
            {inHand.map((row) => (
              <HandRow key={row.card.uuid} row={row} />
            ))}
          </ul>
        </section>
      )}
      <Unaccepted cards={unaccepted} total={totals.unaccepted ?? 0} />
      <section aria-label="Next">
        <PartHead title="Next" total={totals.next} />
        {idle && !halted && next.length > 0 && (
          <p class="now-none">
            No run is active. Press <b>Run</b> on a task to start one. To run all ready tasks, press <b>Start</b> under{' '}
            <a href={hrefOf('agents')}>Agents</a>.
          </p>
        )}
        {next.length === 0 && <p class="now-none">No task is ready. Ready tasks appear here.</p>}
        {kept.map(({ why, tasks, id, text }) => (
          <p key={why} class="now-none">
            The orchestrator cannot start {tasks === 1 ? 'a task' : `${tasks} tasks`} (#{id}): {text}
          </p>
        ))}
        <ul class="rows stack panel">
          {next.slice(0, 12).map((card: ShownCard) => (
            <NextRow key={card.uuid} card={card} />
          ))}
        </ul>
        <FirstSteps />
      </section>
    </div>
  );
}

const keyOf = ({ what, run, card }: ShownWaitingRow) => [what, card.uuid, run].join(' ');

/** A snoozed item, with a button that shows it among the others again. */
function SnoozedRow({ row: { what, state, card, until } }: { row: NowAnswer['snoozed'][number] }) {
  const { id } = card;
  return (
    <NowRow
      kind="snoozed"
      href={hrefOf('task', [id])}
      title={card.description}
      facts={
        <>
          <span>{attentionWord({ why: what, state })}</span>
          <TaskLink id={id} />
          <span>{until ? `until ${fullText(until)}` : 'until it changes'}</span>
        </>
      }
      end={
        <Button
          look="small"
          onClick={() => act('task_snooze', { id, off: true }, { done: `Showing #${id} again`, undo: true })}
        >
          Show again
        </Button>
      }
    />
  );
}

function Total({ of = 0, word, tone = '' }: { of: number | undefined; word: string; tone?: string }) {
  return (
    <span class={`total ${of > 0 ? tone : ''}`}>
      {of.toLocaleString()} {word}
    </span>
  );
}

function NothingYet() {
  return (
    <Empty icon="now" title="No open tasks">
      <NewTaskButton />
      <FirstSteps />
    </Empty>
  );
}

/** A task that a session or a person works on, without a run. */
function HandRow({ row: { card, by, since } }: { row: ActiveWithoutRun }) {
  return (
    <NowRow
      kind="in-hand"
      href={hrefOf('task', [card.id])}
      title={card.description}
      facts={
        <>
          <span>{by ?? 'no claim'}</span>
          <TaskLink id={card.id} />
          <CardFacts card={card} />
        </>
      }
      end={<Ago at={since} />}
    />
  );
}

/**
 * Binds keys that move the focus between rows. They begin with the first row of this queue: those of other queues can be
 * above it. Enter opens the focused row, because it is a link.
 */
function useRowKeys(): void {
  const step = (by: number) => () => {
    // Rows of a folded part can't have the focus.
    const rows = [...document.querySelectorAll<HTMLElement>('.now .row-title')].filter((row) => row.checkVisibility());
    const at = rows.findIndex((row) => row.closest('.row')!.contains(document.activeElement));
    const first = rows.findIndex((row) => !row.closest('.now-others'));
    rows[at < 0 ? Math.max(0, first) : Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useKeys('Now', [
    ['j', 'Row below', step(1)],
    ['k', 'Row above', step(-1)],
    ['a', 'Answer the first question', () => focus('.now .answer input')],
  ]);
}

/** Shows why a started orchestrator starts no runs, with a button that continues. */
function HaltedLine({ halted }: { halted: Outputs['report_now']['halted'] }) {
  if (!halted) return null;
  return (
    <p class="now-halted now-none">
      {halted.text}.{' '}
      <Button look="small" onClick={() => void act('orchestrator_start', {}, { done: 'The orchestrator starts runs' })}>
        Start
      </Button>
    </p>
  );
}
