import { present } from '../base/present.ts';

/**
 * Stable codes of errors for users and agents. The meaning of a code never changes. `exit` is the exit code of the
 * command line: 1 for a refusal, 2 for an invalid request. `status` is the HTTP status.
 */
export const ERROR_CODES = {
  usage: { exit: 2, status: 400, means: "the request doesn't have the documented form" },
  invalid: { exit: 2, status: 400, means: "the field doesn't accept the value" },
  filter: { exit: 2, status: 400, means: 'a filter is invalid' },
  date: { exit: 2, status: 400, means: 'a date, duration or interval is invalid' },
  'not-found': { exit: 1, status: 404, means: 'no record has that id' },
  ambiguous: { exit: 1, status: 409, means: 'an id prefix names more than one record' },
  conflict: { exit: 1, status: 409, means: "the state of the task or run doesn't allow this" },
  cycle: { exit: 1, status: 409, means: 'a dependency would make a task block itself' },
  claimed: { exit: 1, status: 409, means: 'someone else has claimed the task or the files' },
  forbidden: { exit: 1, status: 403, means: 'this author may not do that' },
  referenced: { exit: 1, status: 409, means: 'other tasks still refer to this one' },
  'nothing-to-do': { exit: 1, status: 409, means: 'there is nothing to do' },
  contention: { exit: 1, status: 503, means: 'other writers were faster until the deadline passed' },
  git: { exit: 1, status: 502, means: 'git is missing or too old, or it failed; the message has its output' },
  service: { exit: 1, status: 502, means: 'a service such as GitHub refused or failed; the message has its answer' },
  unconfirmed: {
    exit: 1,
    status: 500,
    means: "the disk or the server didn't confirm the change; the message has its number",
  },
  defect: { exit: 1, status: 500, means: 'Backlog made a record that its queue refuses; nothing was changed' },
  store: { exit: 1, status: 503, means: "the queue's files are damaged, of another program, too new, or not writable" },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Property of every {@link BacklogError}, also of one whose class is another file's copy. */
const IS_BACKLOG_ERROR = Symbol.for('backlog.error');

/**
 * An error with a message, a code and a hint for the user. Any other thrown error is a defect of Backlog. The files of
 * the hook script have their own copies of this class, so `instanceof` accepts the errors of each copy.
 */
export class BacklogError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a class that extends this one has the ordinary test
    if (this !== BacklogError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof Error && IS_BACKLOG_ERROR in value;
  }

  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, more: ErrorDetail = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'BacklogError';
    this.code = code;
    this.hint = more.hint;
    this.data = more.data;
  }

  get [IS_BACKLOG_ERROR](): true {
    return true;
  }

  /** Returns the object that `--json` prints and MCP results contain. */
  toJSON(): { code: ErrorCode; message: string; hint?: string; data?: Readonly<Record<string, unknown>> } {
    const { code, message, hint, data } = this;
    return { code, message, ...present({ hint, data }) };
  }
}

export interface ErrorDetail {
  /** The next step for the reader, as one sentence. */
  hint?: string;
  /** Machine-readable details: expected, received, position, holder, … */
  data?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * Checks whether an error is a refusal by Backlog or by the operating system (disk full, no permission). Any other
 * error is a defect.
 */
export function isRefusal(error: unknown): error is Error {
  return error instanceof BacklogError || isSystemError(error);
}

/** Checks whether an error comes from a failed system call. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

export function refuse(code: ErrorCode, message: string, more?: ErrorDetail): never {
  throw new BacklogError(code, message, more);
}

/**
 * Runs the reader of a field, and adds the field's name to the reader's error, unless the error names a field already.
 */
export function inField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BacklogError) || error.data?.field !== undefined) throw error;
    throw errorAbout(field, error, { ...error.data, field });
  }
}

/** Returns an error whose message begins with the name of what it is about. */
export function errorAbout(name: string, { code, message, hint, data }: BacklogError, also = data): BacklogError {
  return new BacklogError(code, `${name}: ${message}`, present({ hint, data: also }));
}
