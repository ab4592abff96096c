import type { RunView, Task } from '../../data/types.ts';

/** What `run_show` answers. */
export interface RunFile extends RunView {
  task: Task | null;
  spec: string | null;
  stat: string;
  worktree: string;
  answered: readonly { question: string; answer: string; actor: string }[];
}
