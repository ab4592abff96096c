import type { Actor } from './actor.ts';
import type { Claim, ProcessId } from './claim.ts';
import { fieldsWhere } from './fields/table.ts';
import type { Instant } from './instant.ts';
import type { ScopeEntry, Task } from './task.ts';

/** One stored body of a document. */
export interface DocVersion {
  /** 1, 2, 3, … */
  n: number;
  /** SHA-256 of the body, lower-case hex; null for a deletion. */
  blob: string | null;
  actor: string;
  at: Instant;
  note?: string | undefined;
}

/** A document of a task or of the workspace. Its record id is `<task uuid or "workspace">/<name>`. */
export interface Doc {
  task?: string | undefined;
  /** `spec` unless said otherwise. */
  name: string;
  versions: readonly DocVersion[];
}

/** A client's session as the hooks saw it. Record id: the session id. */
export interface Session {
  id: string;
  started: Instant;
  ended?: Instant | undefined;
  /** Why it ended: the client's word (`clear`, `logout`, `other`, …). */
  reason?: string | undefined;
  /** The client process. */
  process?: ProcessId | undefined;
  cwd?: string | undefined;
  /** uuids of the tasks that were put down when it ended: a resumed session takes up those that are still free. */
  tasks?: readonly string[] | undefined;
}

/** A subagent about to start: the task chosen for it, held for a minute under a token. Record id: the token. */
export interface Dispatch {
  token: string;
  session: string;
  /** The client's id of the Agent tool call; the subagent's own metadata names it too. */
  toolUse: string;
  agentType: string;
  task?: string | undefined;
  claim?: string | undefined;
  at: Instant;
  expires: Instant;
  /** Set when the subagent made its first tool call. */
  agent?: string | undefined;
}

/** A task of the client's own list, linked to ours. Record id: `<list>/<client task id>`. */
export interface Mirror {
  list: string;
  clientTask: string;
  session: string;
  task: string;
}

/** A value that a person configured. Record id: the setting's name. */
export interface Setting {
  name: string;
  value: unknown;
  at: Instant;
  actor: string;
}

/** A saved filter, used as `@name`. Record id: the name. */
export interface View {
  name: string;
  filter: string;
  at: Instant;
  actor: string;
}

/** Last number given out. Record id: what it counts (`task`). */
export interface Counter {
  last: number;
}

/** What automatic dispatch needs to know of a run. The full record comes with the runs. */
export interface Run {
  id: string;
  task: string;
  attempt: number;
  state: string;
  scope?: readonly ScopeEntry[] | undefined;
  actor?: Actor | undefined;
}

/** kind of record -> its shape. The store itself knows none of them: it folds whatever it finds. */
export interface Kinds {
  task: Task;
  doc: Doc;
  claim: Claim;
  run: Run;
  session: Session;
  dispatch: Dispatch;
  mirror: Mirror;
  setting: Setting;
  view: View;
  counter: Counter;
}

/** kind -> fields whose elements change one by one. */
export const SET_FIELDS: Readonly<Record<string, readonly string[]>> = {
  task: fieldsWhere((row) => row.set === true),
  doc: ['versions'],
};
