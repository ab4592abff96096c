/** The setting with the queue's name. */
export const QUEUE_NAME = 'queue.name';

/** Matches a valid name of a queue. */
export const NAME_OF_QUEUE = /^[A-Za-z0-9][\w.-]{0,59}$/;
