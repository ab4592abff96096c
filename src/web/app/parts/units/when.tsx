import { useComputed } from '@preact/signals';
import { now } from '../../data/state.ts';
import { agoText, dueText, fullText, lengthText } from './time.ts';

/** How long ago something was; the whole date on hovering. Drawn anew when its words change, not with every second. */
export function Ago({ at }: { at: string }) {
  const text = useComputed(() => agoText(at, now.value));
  return (
    <time class="when" dateTime={at} title={fullText(at)}>
      {text.value}
    </time>
  );
}

/** How long something has been going on, ticking. */
export function Elapsed({ since }: { since: number }) {
  return <span class="elapsed">{lengthText(now.value - since)}</span>;
}

/** Drawn anew when its words change, with which its tone does. */
export function Due({ at }: { at: string }) {
  const text = useComputed(() => dueText(at, now.value).text);
  const { tone } = dueText(at, now.peek());
  return (
    <time class={`due ${tone}`} dateTime={at} title={`Due ${fullText(at)}`}>
      {text.value}
    </time>
  );
}
