import { offBranchText } from './task/off-branch.ts';
import { isOffBranch, type Task } from './task/task.ts';

const LABELS: Readonly<Record<string, string>> = { handed_off: 'handoff', off_branch: 'done, not on the branch' };

/** Returns the word for a state of a task or a run. CLI, MCP server and board use this word. */
export function stateLabel(state: string): string {
  return LABELS[state] ?? state.replaceAll('_', ' ');
}

/** Returns the word for a task's status; of a completed task whose work is not on the branch, where the work is, too. */
export function statusLabel(task: Pick<Task, 'status' | 'offBranch'>): string {
  if (!task.offBranch || !isOffBranch(task)) return task.status;
  return `${stateLabel('off_branch')}: ${offBranchText(task.offBranch)}`;
}

/** The words for the reasons why a task needs attention. */
export const ATTENTION_WORDS = {
  question: 'Question',
  review: 'Review',
  failure: 'Failed',
  unmerged: 'Not merged',
  unsent: 'Not sent',
  unfound: 'Not found',
  stuck: 'Stuck',
  handoff: 'Handoff',
  offbranch: 'Not on the branch',
  blocked: 'Blocked',
} as const;
