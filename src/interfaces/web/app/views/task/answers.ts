import type { Task } from '../../data/types.ts';

/** What `task_info` answers. */
export interface Info {
  record: Task & { urgency: number; state: string };
  brief: {
    state: string;
    parents: readonly Task[];
    waitsFor: readonly Task[];
    after: readonly Task[];
    unblocks: readonly Task[];
    subtasks: readonly Task[];
    links: readonly { type: string; task: Task }[];
    spec: string | null;
    unreadable?: string;
    docs: readonly string[];
    attachments: readonly Attached[];
    claims: readonly Claim[];
    others: readonly Claim[];
  };
  archived?: string;
}

/** A file kept with a task. */
export interface Attached {
  name: string;
  bytes: number;
  note?: string;
}

export interface Claim {
  id: string;
  holder: string;
  task?: string;
  scope: readonly { repo?: string; glob: string }[];
  expires: string;
}

export interface PastCommit {
  seq: number;
  at: string;
  actor: { kind: string; name: string; session?: string; agent?: string; run?: string };
  command: string;
  changes: readonly PastChange[];
}

export interface PastChange {
  kind: string;
  id: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}
