/** An event of a queue. `seq` numbers commits without gaps. */
export type BacklogEvent =
  | { event: 'ready'; data: { seq: number } }
  /** The client missed too many events, or the store was replaced, so all data must be loaded again. */
  | { event: 'reset'; data: { seq: number } }
  | { event: 'commit'; data: CommitTold }
  | { event: 'run'; data: RunTold }
  /** Only with the option `counts`: at the beginning, and whenever a number changes. */
  | { event: 'counts'; data: CountsTold };

/** The numbers beside the views of the board. */
export interface CountsTold {
  /** Number of items that need a person's attention. */
  waiting: number;
  /** Number of active runs. */
  running: number;
  /** Whether the queue has goals. */
  goals: boolean;
}

export interface CommitTold {
  seq: number;
  at: string;
  /** The author, such as `human:ada` or `ai:claude-code#a46032`. */
  actor: string;
  command: string;
  /** Number of the commit that this commit undoes. */
  undoes?: number;
  /** Changed records with the old and new values of their changed fields. A record with `partial` has no values. */
  changes: {
    kind: string;
    id: string;
    before?: Record<string, unknown> | null;
    after?: Record<string, unknown> | null;
  }[];
  partial?: true;
  /** Number of changed records that the list omits. */
  left?: number;
}

/** An event in the log of an active run. Long texts in the event are shortened. */
export interface RunTold {
  run: string;
  /** Cursor for requesting the following events with `run_events`. */
  next: number;
  at: string;
  type: string;
  [field: string]: unknown;
}

export interface EventOptions {
  /** Number of the last known commit. Without it, only new events are yielded. */
  after?: number;
  /** Whether to yield events `counts`, too. A queue in this process ignores this option. */
  counts?: boolean;
  signal?: AbortSignal;
  /**
   * Called each time the connection is lost, with the error if there is one. The client then reconnects automatically.
   */
  lost?(error?: unknown): void;
  /** Milliseconds without a message after which a connection counts as lost. A board sends one in 5 seconds. */
  patience?: number;
}

type Open = (init: RequestInit) => Promise<Response>;

/** Milliseconds before the client reconnects: the first pause, and the longest one. */
const AGAIN = { first: 250, most: 4_000 };
const PATIENCE_MS = 15_000;

/** Yields the events of a stream and opens it again whenever it breaks. @throws a refusal (4xx) of the server */
export async function* eventsFrom(
  open: Open,
  { after, signal, lost, patience = PATIENCE_MS }: EventOptions,
): AsyncGenerator<BacklogEvent> {
  let last = after;
  for (let pause = AGAIN.first; !signal?.aborted; pause = Math.min(AGAIN.most, 2 * pause)) {
    let why: unknown;
    try {
      const response = await answeredIn(patience, signal, (within) => open(requestAfter(last, within)));
      for await (const message of messagesIn(response, patience)) {
        pause = AGAIN.first;
        if ('seq' in message.data) last = message.data.seq as number;
        yield message;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isFinal(error)) throw error;
      why = error;
    }
    if (signal?.aborted) return;
    lost?.(why);
    await later(pause, signal);
  }
}

/**
 * Returns the options of the request for a stream. The browser's EventSource can't be used, because it can't send the
 * login key or begin after a given commit.
 */
function requestAfter(last: number | undefined, signal: AbortSignal): RequestInit {
  const from = last === undefined ? {} : { 'Last-Event-ID': String(last) };
  return { headers: { Accept: 'text/event-stream', ...from }, signal };
}

/**
 * Aborts a request that has no answer after `ms` milliseconds. This is necessary because a server that doesn't respond
 * still accepts connections.
 */
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

/** Checks whether a retry is useless. A refusal (4xx) stays; a server that can't be reached may start again. */
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
        const message = messageIn(part);
        if (message) yield message;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Reads the next part of a stream. Stops reading if no part arrives within `ms` milliseconds. */
async function within(ms: number, reader: ReadableStreamDefaultReader<string>) {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), ms);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}

/** Parses one message of a stream. @returns undefined for a comment or a `retry` line */
export function messageIn(text: string): BacklogEvent | undefined {
  const event = /^event: (.*)$/m.exec(text)?.[1];
  const data = /^data: (.*)$/m.exec(text)?.[1];
  return event && data ? ({ event, data: JSON.parse(data) } as BacklogEvent) : undefined;
}

/** Resolves after `ms` milliseconds, or when the signal aborts. */
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
