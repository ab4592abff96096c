/** A command that the server refused, or that did not reach it. */
export class Refusal extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, more: { hint?: string; data?: Readonly<Record<string, unknown>> } = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.hint = more.hint;
    this.data = more.data ?? {};
  }
}

/** The server did not answer: it is not there, or the connection was cut. */
export const UNREACHABLE = 'unreachable';
/** It does not know this browser. */
export const LOCKED = 'locked';

type Input = Readonly<Record<string, unknown>>;

/** Asks a reading command. The browser keeps answers with their tags, so that an unchanged one is not sent again. */
export function read<T>(workspace: string, command: string, input: Input = {}, signal?: AbortSignal): Promise<T> {
  const query = Object.keys(input).length === 0 ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return request<T>(`/api/v1/${workspace}/${command}${query}`, { cache: 'no-cache', ...(signal ? { signal } : {}) });
}

/** Calls a command that changes something. */
export function write<T>(workspace: string, command: string, input: Input): Promise<T> {
  return request<T>(`/api/v1/${workspace}/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-backlog': '1' },
    body: JSON.stringify(input),
  });
}

/** @throws Refusal */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new Refusal(UNREACHABLE, 'The board’s server does not answer.', {
      hint: 'Start it in a terminal: backlog board',
    });
  });
  if (response.ok) return (await response.json()) as T;
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => ({}))) as { error?: Partial<Refusal> };
  const { code, message, hint, data } = body.error ?? {};
  if (response.status === 401)
    return new Refusal(LOCKED, 'This browser is not logged in.', {
      hint: 'Run backlog board in a terminal and open the link that it prints.',
    });
  return new Refusal(code ?? `http-${response.status}`, message ?? `The server answered ${response.status}.`, {
    ...(hint === undefined ? {} : { hint }),
    ...(data === undefined ? {} : { data }),
  });
}
