import { useComputed } from '@preact/signals';
import { now } from '../../data/state.ts';
import { agoText, dueText, fullText, lengthText } from './time.ts';

/** How long ago something was, with the full date on hover. Drawn again only when its words change. */
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

/** Drawn again when its words change; its tone changes with them. */
export function Due({ at }: { at: string }) {
  const text = useComputed(() => dueText(at, now.value).text);
  const { tone } = dueText(at, now.peek());
  return (
    <time class={`due ${tone}`} dateTime={at} title={`Due ${fullText(at)}`}>
      {text.value}
    </time>
  );
}
