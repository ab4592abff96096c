/** A refused command with its code, hint and data. They are the same in every interface. */
export class BacklogRefusal extends Error {
  override readonly name = 'BacklogRefusal';
  /**
   * The error code, such as `not-found` or `conflict`. docs/reference/http-api.md lists all codes. The code is `unreachable` if no
   * board answers.
   */
  readonly code: string;
  /** The suggested next step, if there is one. */
  readonly hint: string | undefined;
  /** Details of the refusal. Empty if there are none. */
  readonly data: Readonly<Record<string, unknown>>;
  /** HTTP status of the response. 0 if no response arrived. */
  readonly status: number;

  constructor({ code, message, hint, data }: RefusalData, status = 0) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.data = data ?? {};
    this.status = status;
  }
}

interface RefusalData {
  code: string;
  message: string;
  hint?: string | undefined;
  data?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Returns the refusal in a response. If a proxy or another server sent the response, the refusal describes its HTTP
 * status.
 */
export async function refusalIn(response: Response): Promise<BacklogRefusal> {
  const { status } = response;
  const body = (await response.json().catch(() => undefined)) as { error?: RefusalData } | undefined;
  return new BacklogRefusal(body?.error ?? { code: 'store', message: `the board answered ${status}` }, status);
}

/** Returns the refusal for a server that cannot be reached. */
export function unreachable(cause: unknown): BacklogRefusal {
  return noAnswer(cause, "the board's server does not answer", 'Start it in a terminal: backlog board');
}

/** Returns the refusal for an answer that ended too early or that didn't come from a board. */
export function brokenOff(cause: unknown): BacklogRefusal {
  return noAnswer(
    cause,
    "the answer of the board's server broke off",
    'Look whether it was done before you ask again; `backlog board` starts a server that is gone.',
  );
}

/** Returns the refusal for an answer that didn't arrive within `ms` milliseconds. */
export function tooLate(ms: number): BacklogRefusal {
  return noAnswer(
    undefined,
    `the board's server did not answer within ${ms / 1_000} seconds`,
    'Look whether it was done before you ask again.',
  );
}

function noAnswer(cause: unknown, message: string, hint: string): BacklogRefusal {
  return Object.assign(new BacklogRefusal({ code: 'unreachable', message, hint }), { cause });
}
