import type { Proposal } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { closeRefused, closeTask } from '../task/close.ts';
import { noteBy } from '../task/note.ts';
import { putTask } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';

/** What a new report of a tool says about earlier findings. */
export interface NewReport {
  tool: string;
  /** Fingerprints of its findings. */
  present: ReadonlySet<string>;
  /** Whether the tool looked where the proposal was found. */
  looked(proposal: Proposal): boolean;
  /** The commit of the checked files, if it is known. */
  commit?: string | undefined;
}

/** The proposals that the tool reports no longer, the tasks that this completed, and the open ones that somebody has. */
export interface Gone {
  proposals: Proposal[];
  completed: Task[];
  kept: Task[];
}

/**
 * Closes what a tool reports no longer: open proposals are gone, and tasks that were made from one are completed with a
 * note. A task that somebody works on stays open, and so does one with criteria, which have evidence of their own.
 */
export function closeGone(tx: Tx, context: Context, report: NewReport): Gone {
  const gone: Gone = { proposals: [], completed: [], kept: [] };
  const at = report.commit === undefined ? '' : ` at ${shortCommit(report.commit)}`;
  const reason = `${report.tool} reports it no longer${at}`;
  for (const [id, proposal] of [...tx.all('proposal')]) {
    const { source, state, fingerprint } = proposal;
    if (source.kind !== 'import' || source.name !== report.tool || report.present.has(fingerprint)) continue;
    if (!report.looked(proposal)) continue;
    if (state === 'open') {
      const closed: Proposal = { ...proposal, state: 'gone', reason, decided: tx.at };
      tx.put('proposal', id, closed);
      gone.proposals.push(closed);
    } else if (state === 'accepted') {
      const task = tx.get('task', proposal.task ?? '');
      if (task && isOpen(task)) close(tx, context, { task, reason }, gone);
    }
  }
  return gone;
}

function close(tx: Tx, context: Context, { task, reason }: { task: Task; reason: string }, gone: Gone): void {
  const isFree = task.start === undefined && !task.acceptance?.length && !context.facts().isInRun(task.uuid);
  if (!isFree || closeRefused(tx, context, task)) {
    gone.kept.push(task);
    return;
  }
  const note = noteBy(tx, context.caller.actor, reason);
  const noted = putTask(tx, { ...task, annotations: [...(task.annotations ?? []), note] });
  gone.completed.push(closeTask(tx, context, noted));
}
