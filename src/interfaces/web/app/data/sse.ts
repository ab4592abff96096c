import { LOCKED, Refusal, UNREACHABLE } from './api.ts';

/** One event of a stream, as its lines say it. */
export interface StreamEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/**
 * Reads a stream of server-sent events until it ends. Not by the browser's EventSource, which cannot say from which event on it wants to
 * go on when another tab had the stream before.
 * @throws Refusal when the server does not answer, or does not know this browser
 */
export async function readStream(path: string, { after, signal, take }: StreamOptions): Promise<void> {
  const response = await fetch(path, {
    headers: { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': String(after) }) },
    cache: 'no-store',
    signal,
  }).catch(() => undefined);
  if (response?.status === 401) throw new Refusal(LOCKED, 'This browser is not logged in.');
  if (!response?.ok || !response.body) throw new Refusal(UNREACHABLE, 'The board’s server does not answer.');
  const parse = createParser(take);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parse(value);
  }
}

interface StreamOptions {
  /** Number of the last commit that is known. */
  after: number | undefined;
  signal: AbortSignal;
  take(event: StreamEvent): void;
}

/** Takes pieces of a stream as they come and hands on each event once it is whole. */
export function createParser(take: (event: StreamEvent) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).split(/\r?\n\r?\n/);
    rest = blocks.pop()!;
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) take(event);
    }
  };
}

function eventOf(block: string): StreamEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => /^(\w+):? ?(.*)$/s.exec(line));
  const of = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2]!] : []));
  const data = of('data');
  return data.length === 0 && of('event').length === 0
    ? undefined
    : { id: of('id').at(-1), event: of('event').at(-1) ?? 'message', data: data.join('\n') };
}
