import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';

/** What an error of a server or of a connection to it means, and what to do about it. */
export interface FailureMeaning {
  detail: string;
  hint: string;
  /**
   * Set if a later attempt of the same call may succeed: `slowly` if only after a pause, `unattended` if a person has to fix
   * something. Whoever waits should know that at once, and others try again.
   */
  again?: true | 'slowly' | 'unattended';
}

/**
 * Wraps an error of a call in a `store` error that says what to do.
 * @param maybeDone whether the call may have had its effect. Then a commit is reported as unconfirmed.
 */
export type CallFailed = (
  doing: 'read' | 'write',
  file: string,
  error: unknown,
  outcome?: { maybeDone?: boolean },
) => BacklogError;

/** Returns the code of an error, or an empty text. */
export const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/**
 * Creates the {@link CallFailed} of one kind of server.
 * @param meaningOf describes an error of that server, with the next step. It gets the file, or the address, too.
 */
export function failedWith(meaningOf: (error: unknown, file: string) => FailureMeaning): CallFailed {
  return (doing, file, error, { maybeDone = false } = {}) => {
    if (error instanceof BacklogError) return error;
    const { detail, hint, again } = meaningOf(error, file);
    return new BacklogError('store', `cannot ${doing} ${file}: ${detail}`, {
      hint,
      data: {
        ...{ file, detail },
        ...present({ errno: codeOf(error) || undefined, there: maybeDone || undefined, passing: again && true }),
      },
      cause: error,
    });
  };
}
