import { shownState } from '../../../../domain/state-words.ts';
import { Refusal } from '../../data/api.ts';
import { type OtherQueue, useOtherQueues } from '../../data/elsewhere.ts';
import { workspaces } from '../../data/state.ts';
import type { RunView, WaitingRow } from '../../data/types.ts';
import { StateView } from '../../parts/task/state.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { hrefIn } from '../../shell/route.ts';
import { slugOf } from '../../shell/workspaces.ts';
import { FigureFacts } from './facts.tsx';
import { pageOf } from './page-of.ts';
import { Row } from './row.tsx';
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

function OtherRow({ slug, row }: { slug: string; row: WaitingRow }) {
  const { what, card, run, since, figures } = row;
  return (
    <Row
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

function OtherRun({ slug, view: { run, id, description, last } }: { slug: string; view: RunView }) {
  return (
    <Row
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
