/**
 * Client of Backlog's queues over HTTP, typed by the table of commands: `backlog-queue/sdk`. Uses nothing of Node, so
 * that pages can load it.
 */
export type * from './calls.mjs';
export { type Board, backlogBoard, type HttpOptions, type Queue, type Session, type WorkspaceRow } from './client.mjs';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.mjs';
export type { CallOptions, RequestOptions } from './options.mjs';
export { BacklogRefusal } from './refusal.mjs';
