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

export interface EventOptions {
  /** The last commit that is known; from now on without it. */
  after?: number;
  signal?: AbortSignal;
  /** Called each time the connection is lost; the client connects again by itself. */
  lost?(): void;
  /** Milliseconds of silence after which a connection counts as lost; a board says something every 15 seconds. */
  patience?: number;
}

type Open = (init: RequestInit) => Promise<Response>;

/** Milliseconds until a broken connection is tried again: at first, and at most. */
const AGAIN = { first: 250, most: 4_000 };
const PATIENCE_MS = 40_000;

/** The events of a stream that is opened again whenever it breaks. A refusal ends it. */
export async function* eventsFrom(
  open: Open,
  { after, signal, lost, patience = PATIENCE_MS }: EventOptions,
): AsyncGenerator<BacklogEvent> {
  let last = after;
  for (let pause = AGAIN.first; !signal?.aborted; pause = Math.min(AGAIN.most, 2 * pause)) {
    try {
      const response = await answeredIn(patience, signal, (within) => open(requestAfter(last, within)));
      for await (const told of messagesIn(response, patience)) {
        pause = AGAIN.first;
        if ('seq' in told.data) last = told.data.seq as number;
        yield told;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isFinal(error)) throw error;
    }
    if (signal?.aborted) return;
    lost?.();
    await later(pause, signal);
  }
}

/** Not by the browser's EventSource, which can neither say who calls nor where it wants to go on when another reader had the stream before. */
function requestAfter(last: number | undefined, signal: AbortSignal): RequestInit {
  const from = last === undefined ? {} : { 'Last-Event-ID': String(last) };
  return { headers: { Accept: 'text/event-stream', ...from }, signal };
}

/** Aborts a request without an answer within so many milliseconds: a server that hangs still accepts connections. */
async function answeredIn(
  ms: number,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ms);
  try {
    return await ask(AbortSignal.any([late.signal, ...(signal ? [signal] : [])]));
  } finally {
    clearTimeout(timer);
  }
}

/** Is another attempt useless? A refusal (4xx) is final; a lost server comes back. */
function isFinal(error: unknown): boolean {
  const status = (error as { status?: number }).status ?? 0;
  return status >= 400 && status < 500;
}

async function* messagesIn({ body }: Response, patience: number): AsyncGenerator<BacklogEvent> {
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await within(patience, reader);
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

/** What comes next; a reader to whom nothing came for so long ends. */
async function within(ms: number, reader: ReadableStreamDefaultReader<string>) {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), ms);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}

/** The event in one message of a stream; undefined for a comment or a setting. */
export function messageIn(text: string): BacklogEvent | undefined {
  const event = /^event: (.*)$/m.exec(text)?.[1];
  const data = /^data: (.*)$/m.exec(text)?.[1];
  return event && data ? ({ event, data: JSON.parse(data) } as BacklogEvent) : undefined;
}

/** Resolves after so many milliseconds, or with the signal. */
export function later(ms: number, signal: AbortSignal | undefined): Promise<void> {
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
