import type { Store } from '../../store/index.ts';
import { createHub } from '../server/events/hub.ts';
import { type BacklogEvent, type EventOptions, messageIn } from './events.ts';

/** Yields the events of an open store until the signal aborts. @throws an error if the store is damaged */
export async function* eventsOf(store: () => Store, { after, signal }: EventOptions): AsyncGenerator<BacklogEvent> {
  const waiting: BacklogEvent[] = [];
  let wake = () => {};
  let failure: unknown;
  let over = signal?.aborted ?? false;
  const end = () => {
    over = true;
    wake();
  };
  await store().refresh();
  const hub = createHub(store, (error) => {
    failure = error;
  });
  const send = (text: string) => {
    waiting.push(...eventsIn(text));
    wake();
  };
  const leave = hub.listen({ send, end }, after);
  signal?.addEventListener('abort', end);
  try {
    for (;;) {
      yield* waiting.splice(0);
      if (over) break;
      if (waiting.length === 0) await new Promise<void>((done) => (wake = done));
    }
  } finally {
    leave();
    signal?.removeEventListener('abort', end);
  }
  if (failure !== undefined) throw failure;
}

function eventsIn(text: string): BacklogEvent[] {
  const event = messageIn(text);
  return event ? [event] : [];
}
