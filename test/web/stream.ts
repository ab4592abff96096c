import { onTestFinished } from 'vitest';
import type { Served } from './served.ts';

export interface Told {
  event: string;
  id: string | undefined;
  data: Record<string, unknown>;
  /** Bytes of the message on the wire. */
  bytes: number;
}

/** A reader of the events of a workspace, as a browser's EventSource reads them. */
export interface Reader {
  /** The next message, comments and settings left out. */
  next(): Promise<Told>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

export async function listenTo(
  { origin, uuid, shown }: Pick<Served, 'origin' | 'uuid' | 'shown'>,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Reader> {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const response = await fetch(`${origin}/api/v1/${uuid}/events${query}`, {
    headers: { ...shown, accept: 'text/event-stream', ...headers },
    signal: over.signal,
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const waiting: Told[] = [];
  let wake = () => {};
  const read = async () => {
    let rest = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + piece).split('\n\n');
      rest = parts.pop()!;
      waiting.push(...parts.flatMap(toldIn));
      wake();
    }
  };
  const ended = read().catch((error) => {
    if (!over.signal.aborted) throw error;
  });
  return {
    async next() {
      while (waiting.length === 0) await new Promise<void>((done) => (wake = done));
      return waiting.shift()!;
    },
    ended,
    close: () => over.abort(),
  };
}

function toldIn(text: string): Told[] {
  const fields = new Map(text.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  const data = fields.get('data');
  if (data === undefined) return [];
  const bytes = Buffer.byteLength(text) + 2;
  return [{ event: fields.get('event') ?? 'message', id: fields.get('id'), data: JSON.parse(data), bytes }];
}
