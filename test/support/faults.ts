/**
 * What goes wrong with the next requests that fit. `after` means that the server did what it was asked for.
 * - `502` and `502 after`: a broken gateway. - `cut` and `cut after`: the connection ends without an answer.
 * - `silent` and `silent after`: nobody answers, and the connection stays.
 * - `kill` and `kill after`: the caller is killed. - `401`: signed out. - `short after`: something cuts the answer.
 * - `late`: the connection ends, and the server does it `requests` requests later, but within a minute.
 * - `status`: refused with `status`, `says` and `headers`.
 * - `raw` and `raw after`: `status`, `headers` and `raw` are the answer, whatever the server would say.
 * - `slow`: the server does it, and answers after `meanwhile`.
 * - `secondary`, `rate` and `429`: too many requests, with Retry-After.
 */
export interface Fault {
  kind:
    | ('502' | '502 after' | 'cut' | 'cut after' | 'silent' | 'silent after' | 'kill' | 'kill after' | '401')
    | ('short after' | 'late' | 'status' | 'raw' | 'raw after' | 'slow' | 'secondary' | 'rate' | '429');
  method?: string;
  path?: RegExp;
  times?: number;
  /** Real time, in ms, for which it goes wrong after the first request that fits. Default: always. */
  lasts?: number;
  /** When it ends, of {@link performance.now}. The first request that fits sets it. */
  until?: number;
  /** Number of fitting requests that go well before. */
  from?: number;
  /** Seconds of Retry-After. */
  after?: number;
  reason?: string;
  status?: number;
  says?: string;
  headers?: Record<string, string>;
  raw?: string | Buffer;
  meanwhile?: () => Promise<unknown>;
  /** Number of requests after which something late happens. */
  requests?: number;
}

/** An answer of a fake. `raw` are its bytes, instead of a body as JSON. */
export interface Reply {
  status: number;
  body?: unknown;
  raw?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
}

/** A fake whose requests can go wrong. */
export interface Faulty {
  faults: Fault[];
  /** What happens after some more requests, or some time. */
  late: { requests: number; ms: number; act(): void }[];
  /** Kills the caller, for faults. */
  kill(): void;
}

/** Returns what goes wrong with a request, once. */
export function takeFault({ faults }: Pick<Faulty, 'faults'>, method: string, path: string): Fault | undefined {
  const fault = faults.find((one) => (one.method ?? method) === method && (one.path?.test(path) ?? true));
  if (!fault) return undefined;
  if (fault.from) {
    fault.from--;
    return undefined;
  }
  if (fault.lasts !== undefined) {
    fault.until ??= performance.now() + fault.lasts;
    if (performance.now() > fault.until) {
      faults.splice(faults.indexOf(fault), 1);
      return undefined;
    }
  }
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
}

/** The longest time, in ms, that a server needs for a request after its caller lost the answer. */
const LATEST_MS = 50_000;

/** Does what is late by now, after some time or one more request. */
export function actLate(fake: Pick<Faulty, 'late'>, { ms, requests }: { ms: number; requests: number }): void {
  for (const one of fake.late) Object.assign(one, { ms: one.ms - ms, requests: one.requests - requests });
  const due = fake.late.filter((one) => one.ms < 0 || one.requests < 0);
  fake.late = fake.late.filter((one) => !due.includes(one));
  for (const { act } of due) act();
}

/** How a request ends: with an answer, whole or cut, or without one. */
export type Ending =
  | { reply: Reply; isShort?: boolean; meanwhile?: Fault['meanwhile'] }
  | { reply?: undefined; ends: 'cut' | 'silent' };

/**
 * Answers a request, with what goes wrong.
 * @param refused the service's own refusal, before anything happens
 * @param says the body of a refusal in the words of the service
 */
export function answerWithFault(
  fake: Faulty,
  fault: Fault | undefined,
  { refused, act, says }: { refused: Reply | undefined; act(): Reply; says(message: string): Pick<Reply, 'body'> },
): Ending {
  actLate(fake, { ms: 0, requests: 1 });
  if (refused) return { reply: refused };
  if (!fault) return { reply: act() };
  const { kind, status, headers = {}, raw = '' } = fault;
  const bad: Reply = { status: 502, ...says('Bad Gateway') };
  const isDone = kind.endsWith(' after');
  const done = isDone ? act() : undefined;
  switch (kind) {
    case '502':
    case '502 after':
      return { reply: bad };
    case 'kill':
    case 'kill after':
      fake.kill();
      return { ends: 'cut' };
    case 'cut':
    case 'cut after':
      return { ends: 'cut' };
    case 'silent':
    case 'silent after':
      return { ends: 'silent' };
    case 'late':
      fake.late.push({ requests: fault.requests ?? 2, ms: LATEST_MS, act });
      return { ends: 'cut' };
    case '401':
      return { reply: { status: 401, ...says('Bad credentials') } };
    case 'status':
      return { reply: { status: status ?? 403, ...says(fault.says ?? 'Refused'), headers } };
    case 'raw':
    case 'raw after':
      return { reply: { status: status ?? 200, raw, headers } };
    case 'slow':
      return { reply: act(), meanwhile: fault.meanwhile };
    case 'short after':
      return { reply: done!, isShort: true };
    default:
      return { reply: act() };
  }
}
