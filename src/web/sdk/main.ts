/**
 * Client of Backlog's queues over HTTP, typed by the table of commands: `backlog-queue/sdk`. Uses nothing of Node, so
 * that pages can load it.
 */
export type * from './calls.ts';
export { type Board, backlogBoard, type HttpOptions, type Queue, type Session, type WorkspaceRow } from './client.ts';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.ts';
export type { CallOptions, RequestOptions } from './options.ts';
export { BacklogRefusal } from './refusal.ts';
