import { now } from '../data/state.ts';
import { agoText, dueText, fullText, lengthText } from './time.ts';

/** How long ago something was; the whole date on hovering. */
export function Ago({ at }: { at: string }) {
  return (
    <time class="when" dateTime={at} title={fullText(at)}>
      {agoText(at, now.value)}
    </time>
  );
}

/** How long something has been going on, ticking. */
export function Elapsed({ since }: { since: number }) {
  return <span class="elapsed">{lengthText(now.value - since)}</span>;
}

export function Due({ at }: { at: string }) {
  const { text, tone } = dueText(at, now.value);
  return (
    <time class={`due ${tone}`} dateTime={at} title={`Due ${fullText(at)}`}>
      {text}
    </time>
  );
}
