import type { Outputs } from '../../sdk/calls.ts';
import { useRead } from '../data/live.ts';
import { Unanswered } from './unanswered.tsx';

type Part = Outputs['filter_explain']['root'];

/** Explains a filter in words, with the number of tasks that each part selects. */
export function Explain({ filter }: { filter: string }) {
  const asked = useRead('filter_explain', { filter });
  const said = asked.value.value;
  // The filter's input shows an error in the filter, so it isn't repeated here.
  if (!said) return asked.error.value?.code === 'filter' ? null : <Unanswered of={asked} />;
  return (
    <details class="explain">
      <summary>{said.words}</summary>
      <PartView part={said.root} />
    </details>
  );
}

function PartView({ part }: { part: Part }) {
  return (
    <ul>
      <li>
        {part.words} <span class="count">{part.selects}</span>
        {part.parts.map((inner, i) => (
          <PartView key={`${i} ${inner.words}`} part={inner} />
        ))}
      </li>
    </ul>
  );
}
