import { withoutEscapes } from '../../../../text/hidden-characters.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { LivePage } from '../../parts/document/page.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { fullText } from '../../parts/units/time.ts';
import { NightForm } from './night-form.tsx';

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
      {night && <LivePage key={night.id} of="night_report" input={{}} />}
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
