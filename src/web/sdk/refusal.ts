/** What was refused, with the code, the hint and the data that every door gives. */
export class BacklogRefusal extends Error {
  override readonly name = 'BacklogRefusal';
  /** `not-found`, `conflict`, …: docs/api.md lists them; `unreachable` when no board answers. */
  readonly code: string;
  /** What to do now. */
  readonly hint: string | undefined;
  /** Empty where there is nothing to add. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of HTTP; 0 where there was none. */
  readonly status: number;

  constructor({ code, message, hint, data }: Told, status = 0) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.data = data ?? {};
    this.status = status;
  }
}

interface Told {
  code: string;
  message: string;
  hint?: string | undefined;
  data?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads the refusal from a response. An answer of another server or a proxy is described by its HTTP status. */
export async function refusalIn(response: Response): Promise<BacklogRefusal> {
  const { status } = response;
  const body = (await response.json().catch(() => undefined)) as { error?: Told } | undefined;
  return new BacklogRefusal(body?.error ?? { code: 'store', message: `the board answered ${status}` }, status);
}

/** Nobody answers there. */
export function unreachable(cause: unknown): BacklogRefusal {
  return noAnswer(cause, 'the board’s server does not answer', 'Start it in a terminal: backlog board');
}

/** An answer began and did not end, or is not one of a board. */
export function brokenOff(cause: unknown): BacklogRefusal {
  return noAnswer(
    cause,
    'the answer of the board’s server broke off',
    'Look whether it was done before you ask again; `backlog board` starts a server that is gone.',
  );
}

/** No whole answer came within so many milliseconds. */
export function tooLate(ms: number): BacklogRefusal {
  return noAnswer(
    undefined,
    `the board’s server did not answer within ${ms / 1_000} seconds`,
    'Look whether it was done before you ask again. Give calls that take longer a `timeout` in milliseconds.',
  );
}

function noAnswer(cause: unknown, message: string, hint: string): BacklogRefusal {
  return Object.assign(new BacklogRefusal({ code: 'unreachable', message, hint }), { cause });
}
