import { visible } from '../text/visible.tsx';
import type { ColourSpan } from './spans.ts';

/** A line of code in its colours. */
export function Coloured({ spans }: { spans: readonly ColourSpan[] }) {
  return (
    <>
      {spans.map(({ text, colour }, i) =>
        colour ? (
          <span key={i} class={`code-${colour}`}>
            {visible(text)}
          </span>
        ) : (
          visible(text)
        ),
      )}
    </>
  );
}
