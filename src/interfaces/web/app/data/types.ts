import type { Run } from '../../../../domain/records.ts';

/** What the server answers, in the words of the commands: their types alone, no code of theirs. */
export type { Run } from '../../../../domain/records.ts';
export type { Task } from '../../../../domain/task.ts';
export type { Card, Column } from '../../../../report/cards.ts';
export type { InHand, Wait, WaitingRow } from '../../../../report/now.ts';

/** One queue that this server has. */
export interface Workspace {
  uuid: string;
  name: string;
  folder: string | null;
}

/** What a commit changed; `before` and `after` are left out when they would make the message long. */
export interface Change {
  kind: string;
  id: string;
  before?: Readonly<Record<string, unknown>> | null;
  after?: Readonly<Record<string, unknown>> | null;
}

export interface Commit {
  seq: number;
  at: string;
  actor: string;
  command: string;
  changes: readonly Change[];
  /** Some changes were left out of the message. */
  left?: number;
}

/** A run with what is worked out for each answer. Times in milliseconds. */
export interface RunView {
  run: Run;
  /** Of its task. */
  id: number;
  description: string;
  elapsedMs: number;
  leftMs?: number;
  last?: { at: string; text: string };
  stuck?: readonly { why: string; text: string; next: string }[];
  objections?: readonly { grant: string; mark: string }[];
  questions: readonly string[];
}
