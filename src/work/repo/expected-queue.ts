import type { BacklogError } from '../../domain/errors.ts';
import type { Workspace } from '../../store/index.ts';
import { type FormerQueue, formerHeadline, formerLine, formerQueue, linkCall, secondQueue } from './former-queue.ts';
import { joinCall, namedLine, namedQueue, type QueueToJoin, unjoinedQueue } from './named-queue.ts';

/** The queue that belongs to a folder without one: a named one, or the one that its repository had before. */
export type ExpectedQueue = QueueToJoin | FormerQueue;

/** Finds the queue that belongs to a folder without one. @throws BacklogError of {@link namedQueue} */
export async function expectedQueue(where: Workspace): Promise<ExpectedQueue | undefined> {
  return (await namedQueue(where)) ?? formerQueue(where);
}

/** Checks whether no other queue may begin in the folder, whoever asks. */
export const mustJoin = (queue: ExpectedQueue): queue is QueueToJoin => 'address' in queue;

/**
 * Says in one line which queue belongs here, and how a person gets it.
 * @param hasBegun whether a change has begun another queue here
 */
export const expectedLine = (queue: ExpectedQueue, hasBegun = false): string =>
  mustJoin(queue) ? namedLine(queue) : formerLine(queue, hasBegun);

/** Says what a person can do without a queue, as the first line of a page. */
export const expectedHeadline = (queue: ExpectedQueue): string =>
  mustJoin(queue) ? namedLine(queue) : formerHeadline(queue.name);

/** Says in an empty list that a queue belongs here. */
export const expectedNote = (queue: ExpectedQueue): string =>
  mustJoin(queue)
    ? `No queue is linked here. \`${joinCall(queue.address)}\` joins the named one.`
    : `No queue is linked here. \`${linkCall(queue.name)}\` links the former one.`;

/** Returns the error for a change that would begin another queue than the expected one. */
export const otherQueue = (queue: ExpectedQueue): BacklogError =>
  mustJoin(queue) ? unjoinedQueue(queue) : secondQueue(queue);
