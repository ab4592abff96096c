import { useComputed } from '@preact/signals';
import { now } from '../../data/state.ts';
import { agoText, dueText, fullText, lengthText } from './time.ts';

/** Shows the age of an instant, with the full date in a tooltip. It is drawn again only when its text changes. */
export function Ago({ at }: { at: string }) {
  const text = useComputed(() => agoText(at, now.value));
  return (
    <time class="when" dateTime={at} title={fullText(at)}>
      {text.value}
    </time>
  );
}

/** Shows how long it is until an instant, with the full date in a tooltip. */
export function Until({ at }: { at: string }) {
  const text = useComputed(() => agoText(new Date(now.value).toISOString(), Date.parse(at)));
  return (
    <time class="when" dateTime={at} title={fullText(at)}>
      {text.value === 'now' ? 'soon' : `in ${text.value}`}
    </time>
  );
}

/** Shows the time since an instant and updates it every second. */
export function Elapsed({ since }: { since: number }) {
  return <span class="elapsed">{lengthText(now.value - since)}</span>;
}

/** Shows a due date. It is drawn again only when its text changes; its colour changes at the same time. */
export function Due({ at }: { at: string }) {
  const text = useComputed(() => dueText(at, now.value).text);
  const { tone } = dueText(at, now.peek());
  return (
    <time class={`due ${tone}`} dateTime={at} title={`Due ${fullText(at)}`}>
      {text.value}
    </time>
  );
}
