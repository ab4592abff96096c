import { clip } from '../../../base/clip.ts';
import { BacklogError, ERROR_CODES, type ErrorCode } from '../../../domain/errors.ts';
import { jsonText } from '../../../text/safe.ts';

export type HttpStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 500;

/** Maximum length of each text, in characters. An error can quote a megabyte of input, which its sender already has. */
const LONGEST = { message: 4_000, hint: 2_000, data: 2_000 } as const;

/** Answers with a refusal: the same JSON as with `--json`, and the HTTP status of its code. */
export function httpRefusal(error: unknown): Response {
  if (error instanceof BacklogError) {
    return answered(ERROR_CODES[error.code].status, bounded(error.toJSON()));
  }
  return answered(500, {
    code: 'store',
    message: 'the board failed: a defect of Backlog',
    hint: 'Try again. If it fails again, report it with the error that the board printed in its terminal.',
  });
}

function bounded({ code, message, hint, data }: ReturnType<BacklogError['toJSON']>): object {
  return {
    code,
    message: clip(message, LONGEST.message),
    ...(hint ? { hint: clip(hint, LONGEST.hint) } : {}),
    ...(data ? { data: withTexts(data, (text) => clip(text, LONGEST.data)) } : {}),
  };
}

/** Applies `change` to all texts of a value. */
function withTexts(value: object, change: (text: string) => string): unknown {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'string' ? change(part) : part)));
}

export function refused(status: HttpStatus, message: string, hint: string): Response {
  return answered(status, { code: codeFor(status), message, hint });
}

/** Answers a request whose token is missing, wrong, expired or removed. */
export function noToken(): Response {
  return asksForToken(refused(401, 'expected a valid token', 'A person creates one: `backlog token add NAME`'));
}

/** Adds the header by which a client learns that a token is needed. */
export function asksForToken(response: Response): Response {
  response.headers.set('WWW-Authenticate', 'Bearer');
  return response;
}

function codeFor(status: HttpStatus): ErrorCode {
  if (status === 404) return 'not-found';
  return status === 401 || status === 403 ? 'forbidden' : 'usage';
}

function answered(status: number, error: object): Response {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  return new Response(jsonText({ error }), { status, headers });
}
