import { useRead } from '../data/live.ts';

interface Part {
  words: string;
  selects: number;
  parts: readonly Part[];
}

/** What a filter means here and now, in words, with how many tasks each part selects. */
export function Explain({ filter }: { filter: string }) {
  const said = useRead<{ canonical: string; root: Part; openOnly: boolean }>(
    'filter_explain',
    { filter },
    { kinds: ['task'] },
  ).value.value;
  if (!said) return null;
  return (
    <details class="explain">
      <summary>
        {said.root.words}
        {said.openOnly ? ', open ones' : ''}
      </summary>
      <PartView part={said.root} />
    </details>
  );
}

function PartView({ part }: { part: Part }) {
  return (
    <ul>
      <li>
        {part.words} <span class="count">{part.selects}</span>
        {part.parts.map((inner) => (
          <PartView key={inner.words} part={inner} />
        ))}
      </li>
    </ul>
  );
}
