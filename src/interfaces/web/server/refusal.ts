import { BacklogError, ERROR_CODES, type ErrorCode } from '../../../domain/errors.ts';
import { jsonText } from '../../../text/safe.ts';

/** Statuses of refusals that no command made. */
export type Status = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 500;

/** The answer to a request that was refused: the object that a command line prints with --json, under the status of its code. */
export function refusal(error: unknown): Response {
  if (error instanceof BacklogError) return answered(ERROR_CODES[error.code].status, error.toJSON());
  return answered(500, {
    code: 'store',
    message: 'the board failed; this is a defect of it',
    hint: 'Try again, and report it when it stays: the terminal of the board says more.',
  });
}

export function refused(status: Status, message: string, hint: string, code: ErrorCode = codeFor(status)): Response {
  return answered(status, { code, message, hint });
}

function codeFor(status: Status): ErrorCode {
  if (status === 404) return 'not-found';
  return status === 401 || status === 403 ? 'forbidden' : 'usage';
}

function answered(status: number, error: object): Response {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  return new Response(jsonText({ error }), { status, headers });
}
