import { useComputed } from '@preact/signals';
import { now } from '../../data/state.ts';
import { agoText, dueText, fullText, lengthText } from './time.ts';

/** The age of an instant, with the full date as tooltip. Redraws only when the text changes. */
export function Ago({ at }: { at: string }) {
  const text = useComputed(() => agoText(at, now.value));
  return (
    <time class="when" dateTime={at} title={fullText(at)}>
      {text.value}
    </time>
  );
}

/** A duration that ticks every second. */
export function Elapsed({ since }: { since: number }) {
  return <span class="elapsed">{lengthText(now.value - since)}</span>;
}

/** A due date. Redraws only when the text changes, and its colour with it. */
export function Due({ at }: { at: string }) {
  const text = useComputed(() => dueText(at, now.value).text);
  const { tone } = dueText(at, now.peek());
  return (
    <time class={`due ${tone}`} dateTime={at} title={`Due ${fullText(at)}`}>
      {text.value}
    </time>
  );
}
