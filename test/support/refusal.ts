import { BacklogError } from '../../src/domain/errors.ts';

/** Returns the error with which a command is refused. Throws if the command succeeds or fails in another way. */
export async function refusalOf(name: string, call: () => Promise<unknown>): Promise<BacklogError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
  throw new Error(`${name} was not refused`);
}
