import { BacklogError } from '../../src/domain/errors.ts';

/** The error by which a command is refused; fails when it is done, or breaks in another way. */
export async function refusalOf(name: string, call: () => Promise<unknown>): Promise<BacklogError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
  throw new Error(`${name} was not refused`);
}
