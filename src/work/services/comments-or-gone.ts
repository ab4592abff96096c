import { BacklogError } from '../../domain/errors.ts';
import type { Linked } from '../../domain/records.ts';
import type { Connection, RemoteComment } from '../../services/index.ts';

/**
 * Reads the comments of an item. One that is gone by now keeps no other change waiting.
 * @throws BacklogError `service` or `not-found` if they are refused although the item is there
 */
export async function commentsOrGone(
  connection: Connection,
  { number, node }: Pick<Linked, 'number' | 'node'>,
): Promise<RemoteComment[] | 'moved' | 'deleted'> {
  try {
    return await connection.commentsOf(number);
  } catch (error) {
    if (!(error instanceof BacklogError) || error.data?.status === undefined) throw error;
    const now = await connection.read(number, node);
    if (typeof now !== 'string') throw error;
    return now;
  }
}
