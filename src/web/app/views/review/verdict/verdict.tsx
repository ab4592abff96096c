import { useSignal } from '@preact/signals';
import { shortCommit } from '../../../../../domain/runs/commit-id.ts';
import { missingIn } from '../../../../../domain/task/objections.ts';
import { act } from '../../../data/act.ts';
import type { RunView } from '../../../data/types.ts';
import { Button } from '../../../parts/button.tsx';
import { RunActs } from '../../run/acts.tsx';
import { type Granted, GrantsView } from './grants.tsx';
import { Send } from './send.tsx';

interface Props {
  view: RunView;
  /** Number of the reader's draft comments. */
  drafts: number;
  /** The commit that the page shows. The approval is valid only for this commit. */
  commit: string | undefined;
  /** Called after the result was approved for the merge queue. */
  onDone(): void;
}

type Way = 'run_approve' | 'run_merge_now';

/**
 * The decision about the shown commit: approve it, request changes, and a menu with the rest. The reader must accept all
 * objections before an approval.
 */
export function Decide({ view: { run, objections = [] }, drafts, commit, onDone }: Props) {
  const asking = useSignal<Way | undefined>(undefined);
  const waits = run.state === 'approved' && !run.verdict?.now && !run.proposed;
  const send = async (way: Way, { missing, ...granted }: Granted) => {
    if (!commit) return;
    const short = shortCommit(commit);
    const done =
      way === 'run_approve'
        ? `Approved ${run.id} at ${short}. It is in the merge queue.`
        : `Approved ${run.id} at ${short}. Backlog merges it before all others.`;
    const named = missing ? { missing: run.result?.moreMissing ? ['.'] : missingIn(run) } : {};
    if (!(await act(way, { run: run.id, commit, ...granted, ...named }, { done }))) return;
    asking.value = undefined;
    // After an immediate merge, the page stays open to show the result of the merge.
    if (way === 'run_approve') onDone();
  };
  const begin = (way: Way) => {
    if (objections.length > 0 && run.state === 'review') asking.value = way;
    else void send(way, {});
  };
  return (
    <span class="review-decide flex wrap end gap-6">
      <Button
        look="primary"
        data-approve
        disabled={run.state !== 'review' || !commit}
        onClick={() => begin('run_approve')}
      >
        Approve {commit && shortCommit(commit)}
      </Button>
      <Send run={run} drafts={drafts} />
      <RunActs
        run={run}
        leaveOut={['stop', 'resume', 'retry']}
        menu={[
          {
            title: 'Merge now',
            disabled: !commit || !(run.state === 'review' || waits),
            run: () => begin('run_merge_now'),
          },
        ]}
      />
      {asking.value && (
        // If the shown commit changes, the reader must accept the objections again.
        <GrantsView
          key={commit}
          run={run.id}
          title={asking.value === 'run_approve' ? 'Approve' : 'Merge now'}
          objections={objections}
          onSend={(granted) => send(asking.value!, granted)}
          onClose={() => (asking.value = undefined)}
        />
      )}
    </span>
  );
}
