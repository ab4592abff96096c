/** What happened. `seq` numbers commits without gaps. */
export type BacklogEvent =
  | { event: 'ready'; data: { seq: number } }
  /** Too much was missed, or the store is another one: load again. */
  | { event: 'reset'; data: { seq: number } }
  | { event: 'commit'; data: CommitTold }
  | { event: 'run'; data: RunTold };

export interface CommitTold {
  seq: number;
  at: string;
  /** `human:ada`, `ai:claude-code#a46032`. */
  actor: string;
  command: string;
  /** The commit that it took back. */
  undoes?: number;
  /** The old and new values of the changed fields; left out when `partial`. */
  changes: {
    kind: string;
    id: string;
    before?: Record<string, unknown> | null;
    after?: Record<string, unknown> | null;
  }[];
  partial?: true;
  /** Changed records that are not named. */
  left?: number;
}

/** Something that a live run's agent said or did; texts are cut. */
export interface RunTold {
  run: string;
  /** Cursor for `run_events`. */
  next: number;
  at: string;
  type: string;
  [field: string]: unknown;
}

type Open = (more: { query: string; init: RequestInit }) => Promise<Response>;

/** Milliseconds until a broken connection is tried again: at first, and at most. */
const AGAIN = { first: 250, most: 5_000 };

/** The events of a stream that is opened again whenever it breaks. A refusal ends it. */
export async function* eventsFrom(
  open: Open,
  { after, signal }: { after?: number; signal?: AbortSignal },
): AsyncGenerator<BacklogEvent> {
  let last = after;
  for (let pause = AGAIN.first; !signal?.aborted; pause = Math.min(AGAIN.most, 2 * pause)) {
    try {
      const query = last === undefined ? '' : `?after=${last}`;
      for await (const told of messagesIn(await open({ query, init: signal ? { signal } : {} }))) {
        pause = AGAIN.first;
        if ('seq' in told.data) last = told.data.seq as number;
        yield told;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isFinal(error)) throw error;
    }
    await later(pause, signal);
  }
}

/** Whoever may not listen now may not a moment later; a server that goes away comes back. */
function isFinal(error: unknown): boolean {
  const status = (error as { status?: number }).status ?? 0;
  return status >= 400 && status < 500;
}

async function* messagesIn({ body }: Response): AsyncGenerator<BacklogEvent> {
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const told = messageIn(part);
        if (told) yield told;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The event in one message of a stream; undefined for a comment or a setting. */
export function messageIn(text: string): BacklogEvent | undefined {
  const event = /^event: (.*)$/m.exec(text)?.[1];
  const data = /^data: (.*)$/m.exec(text)?.[1];
  return event && data ? ({ event, data: JSON.parse(data) } as BacklogEvent) : undefined;
}

function later(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
