import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { shownState } from '../../../../domain/state-words.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { call, Refusal } from '../../data/api.ts';
import { workspace, workspaces } from '../../data/state.ts';
import type { ListedRun, ShownWaitingRow, WorkspaceInfo } from '../../data/types.ts';
import { StateView } from '../../parts/task/state.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { hrefIn } from '../../shell/route.ts';
import { slugOf } from '../../shell/workspaces.ts';
import { FigureFacts } from './facts.tsx';
import { pageOf } from './page-of.ts';
import { NowRow } from './rows.tsx';
import { LOOKS, leadWord, saidText } from './waiting-row.tsx';

/** What needs attention and what runs in the other queues of this machine. A row opens there. */
export function OtherQueues() {
  const shown = useOtherQueues().filter(hasRows);
  if (shown.length === 0) return null;
  return (
    <section class="now-others stack gap-12" aria-label="Other queues">
      {shown.map(({ queue, answer }) => {
        const slug = slugOf(queue, workspaces.value ?? []);
        return (
          <div key={queue.uuid}>
            <h2 class="part-head">
              In <a href={hrefIn(slug, 'now')}>{queue.name}</a>{' '}
              <span class="count">{answer instanceof Refusal ? '' : answer.totals.waiting}</span>
            </h2>
            {answer instanceof Refusal ? (
              <p class="now-none bad">This queue can't be read: {answer.message}</p>
            ) : (
              <ul class="rows stack panel">
                {answer.running.map((view) => (
                  <OtherRun key={view.run.id} slug={slug} view={view} />
                ))}
                {answer.waiting.map((row) => (
                  <OtherRow key={`${row.what} ${row.card.uuid}`} slug={slug} row={row} />
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </section>
  );
}

const hasRows = ({ answer }: OtherQueue) =>
  answer instanceof Refusal || answer.waiting.length > 0 || answer.running.length > 0;

function OtherRow({ slug, row }: { slug: string; row: ShownWaitingRow }) {
  const { what, card, run, since, figures } = row;
  return (
    <NowRow
      kind="elsewhere"
      lead={{ ...LOOKS[what], word: leadWord(row) }}
      href={hrefIn(slug, ...pageOf(row))}
      title={card.description}
      facts={
        <>
          {saidText(row) && <span class="row-said">{saidText(row)}</span>}
          {figures && <FigureFacts of={figures} />}
          {run && <span>{run}</span>}
          <span>#{card.id}</span>
        </>
      }
      end={<Ago at={since} />}
    />
  );
}

function OtherRun({ slug, view: { run, id, description, last } }: { slug: string; view: ListedRun }) {
  return (
    <NowRow
      kind="elsewhere"
      href={hrefIn(slug, 'run', [run.id])}
      title={description}
      facts={
        <>
          <span>{run.id}</span>
          <span>#{id}</span>
          <span>{run.agent}</span>
          {last && <span class="row-last mono">{last.text}</span>}
        </>
      }
      end={<StateView of={shownState(run)} />}
    />
  );
}

/** Milliseconds between requests, while the page is visible. The events of other queues don't reach the page. */
const EVERY_MS = 15_000;

/** Maximum number of other queues that the page reads. */
const MOST = 20;

/** The state of another queue: what needs attention and what runs there, or why it can't be read. */
interface OtherQueue {
  queue: WorkspaceInfo;
  answer: Outputs['report_now'] | Refusal;
}

const known = signal<readonly OtherQueue[]>([]);

/** Reads the other queues of this machine again and again. Returns those that answered or failed. */
function useOtherQueues(): readonly OtherQueue[] {
  const shown = workspace.value?.uuid;
  const all = workspaces.value;
  useEffect(() => {
    const others = (all ?? []).filter(({ uuid }) => uuid !== shown).slice(0, MOST);
    let over = false;
    const read = async () => {
      const found: OtherQueue[] = [];
      // One after the other, so that the shown queue's own requests don't wait for many others.
      for (const queue of others) {
        if (over || document.hidden) return;
        found.push({ queue, answer: await answerOf(queue.uuid) });
      }
      if (!over) known.value = found;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      clearTimeout(timer);
      await read();
      clearTimeout(timer);
      if (!over && others.length > 0) timer = setTimeout(() => void again(), EVERY_MS);
    };
    void again();
    const back = () => void again();
    document.addEventListener('visibilitychange', back);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', back);
    };
  }, [shown, all]);
  return known.value.filter(({ queue }) => queue.uuid !== shown);
}

async function answerOf(uuid: string): Promise<OtherQueue['answer']> {
  try {
    return await call(uuid, 'report_now', {});
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
