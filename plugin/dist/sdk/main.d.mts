/**
 * Client of Backlog's queues over HTTP, exported as `backlog-queue/sdk`. Its types come from the table of commands. It
 * uses no modules of Node, so that pages can load it.
 */
export type * from './calls.mjs';
export { type Board, backlogBoard, type HttpOptions, type Queue, type Session, type WorkspaceRow } from './client.mjs';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.mjs';
export type { CallOptions, RequestOptions } from './options.mjs';
export { BacklogRefusal } from './refusal.mjs';
