import { dollars } from '../../../../base/amounts.ts';
import { withoutEscapes } from '../../../../text/hidden-characters.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { fullText } from '../../parts/units/time.ts';
import { NightForm } from './night-form.tsx';

type Morning = Outputs['night_report'];

/** The present or last night with its morning page, and the form that begins one. */
export function NightView() {
  const asked = useRead('night_show', {});
  const { value } = asked.value;
  if (!value) return <Unanswered of={asked} />;
  const { night } = value;
  const isOpen = night !== undefined && night.over === undefined;
  const stop = () => act('night_stop', {}, { done: 'The night ends' });
  return (
    <section class="stack gap-12" aria-label="Night">
      <header class="page-line line wrap">
        <h2>{night ? `Night ${night.id}` : 'Night'}</h2>
        {night && <StateView of={isOpen ? 'running' : 'off'} text={stateOf(night)} />}
        {night && <span class="who">until {fullText(night.terms.until)}</span>}
        {isOpen && !night.ended && (
          <span class="line wrap end gap-6">
            <Button onClick={stop}>Stop the night</Button>
          </span>
        )}
      </header>
      {night?.ended && (
        <p class="run-reason">
          Ended {fullText(night.ended.at)}: {withoutEscapes(night.ended.text)}.
        </p>
      )}
      {night && <MorningPage key={night.id} />}
      {!isOpen && (
        <details>
          <summary class="link">Begin a night</summary>
          <NightForm />
        </details>
      )}
    </section>
  );
}

function stateOf({ ended, over }: NonNullable<Outputs['night_show']['night']>): string {
  if (over) return 'over';
  return ended ? 'ending' : 'active';
}

/** The morning page: the same rows as in the terminal. */
function MorningPage() {
  const asked = useRead('night_report', {});
  const told = asked.value.value;
  if (!told) return <Unanswered of={asked} />;
  const { night, runs, spentUsd, landed, waiting, failed, parked, found, tomorrow } = told;
  const of = night.terms.budgetUsd === undefined ? '' : ` of ${dollars(night.terms.budgetUsd)}`;
  return (
    <div class="stack gap-8">
      <p class="facts">
        <span>{countOf(runs, 'run')}</span>
        <span>
          {dollars(spentUsd)}
          {of} spent
        </span>
      </p>
      <Rows
        title="Landed"
        rows={landed.map(({ id, run, description, rule, by }) => (
          <>
            <TaskLink id={id} /> {withoutEscapes(description)} <RunLink id={run} /> ({rule ? `rule ${rule}` : by})
          </>
        ))}
      />
      <Rows
        title="Needs your attention"
        rows={waiting.map(({ task, run, holdsUp }) => (
          <>
            <TaskLink id={task.id} /> {withoutEscapes(task.description)} {run && <RunLink id={run} />}
            {holdsUp > 0 && <span class="count">blocks {holdsUp}</span>}
          </>
        ))}
      />
      <Rows title="Failed" rows={failed.map((row) => runRow(row))} />
      <Rows title="Stopped by the night, with their work kept" rows={parked.map((row) => runRow(row))} />
      <Rows title="Found by agents" rows={found.map(({ id, text }) => `${id} ${withoutEscapes(text)}`)} />
      <Rows
        title="What another night needs"
        rows={tomorrow.map(({ text, next }) => `${withoutEscapes(text)}${next ? ` (${withoutEscapes(next)})` : ''}`)}
      />
    </div>
  );
}

const runRow = ({ id, run, description, why }: Morning['parked'][number]) => (
  <>
    <TaskLink id={id} /> {withoutEscapes(description)} <RunLink id={run} />: {withoutEscapes(why)}
  </>
);

function Rows({ title, rows }: { title: string; rows: readonly preact.ComponentChildren[] }) {
  if (rows.length === 0) return null;
  return (
    <div class="stack gap-4">
      <h3>
        {title} <span class="count">{rows.length}</span>
      </h3>
      <ul class="stack gap-4">
        {rows.map((row, n) => (
          <li key={n}>{row}</li>
        ))}
      </ul>
    </div>
  );
}
