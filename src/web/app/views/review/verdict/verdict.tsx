import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { shortCommit } from '../../../../../domain/runs/commit-id.ts';
import { missingIn } from '../../../../../domain/task/objections.ts';
import { may } from '../../../../../runs/lifecycle/transitions.ts';
import { act } from '../../../data/act.ts';
import { holdApproval, isApprovalHeld } from '../../../data/held-approvals.ts';
import type { Run, RunFile } from '../../../data/types.ts';
import { Button } from '../../../parts/button.tsx';
import { FormDialog } from '../../../parts/dialog.tsx';
import { sendsWithCtrlEnter, typed } from '../../../parts/forms/typed-text.ts';
import { RunActs } from '../../run/acts.tsx';
import { doubtOf } from './doubt.ts';
import { type Granted, GrantsView } from './grants.tsx';

interface Props {
  view: RunFile;
  /** Number of changed files that the reader has not marked as seen. */
  unseen: number;
  /** Set to true by the key: the decision then asks first if the risk is high or unknown, or files are unseen. */
  byKey: Signal<boolean>;
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
export function Decide({ view: { run, risk, objections = [] }, unseen, byKey, drafts, commit, onDone }: Props) {
  const asking = useSignal<Way | undefined>(undefined);
  const held = isApprovalHeld(run.id);
  const doubting = useSignal(false);
  const waits = run.state === 'approved' && !run.verdict?.now && !run.proposed;
  const send = async (way: Way, { missing, risk: accepted, ...granted }: Granted) => {
    if (!commit) return;
    const short = shortCommit(commit);
    const done =
      way === 'run_approve'
        ? `Approved ${run.id} at ${short}. It is in the merge queue.`
        : `Approved ${run.id} at ${short}. Backlog merges it before all others.`;
    const named = missing ? { missing: run.result?.moreMissing ? ['.'] : missingIn(run) } : {};
    const alarms = accepted ? { risk: (run.result?.alarms ?? []).map(({ rule }) => rule) } : {};
    if (!(await act(way, { run: run.id, commit, ...granted, ...named, ...alarms }, { done }))) return;
    asking.value = undefined;
    // After an immediate merge, the page stays open to show the result of the merge.
    if (way === 'run_approve') onDone();
  };
  const begin = (way: Way) => {
    if (objections.length > 0 && run.state === 'review') asking.value = way;
    else if (way === 'run_approve' && commit) hold(commit);
    else void send(way, {});
  };
  const hold = (seen: string) => {
    const short = shortCommit(seen);
    holdApproval(run.id, `Approving ${run.id} at ${short} in 5 seconds.`, () => {
      const done = `Approved ${run.id} at ${short}. It is in the merge queue.`;
      void act('run_approve', { run: run.id, commit: seen }, { done });
    });
    onDone();
  };
  const canApprove = run.state === 'review' && commit !== undefined && !held;
  const doubt = objections.length === 0 ? doubtOf({ level: risk?.level, unseen }) : undefined;
  useSignalEffect(() => {
    if (!byKey.value) return;
    byKey.value = false;
    if (!canApprove) return;
    if (doubt) doubting.value = true;
    else begin('run_approve');
  });
  return (
    <span class="review-decide flex wrap end gap-6">
      <Button look="primary" data-approve disabled={!canApprove} onClick={() => begin('run_approve')}>
        {held ? 'Approving' : 'Approve'} {commit && shortCommit(commit)}
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
      {doubting.value && doubt && (
        <FormDialog
          key={`doubt ${commit}`}
          title={`Approve ${run.id}?`}
          action="Approve"
          ready
          onClose={() => (doubting.value = false)}
          onSubmit={() => {
            doubting.value = false;
            begin('run_approve');
          }}
        >
          <p>{doubt}</p>
        </FormDialog>
      )}
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

/** The button and dialog that send all draft comments and a note in one message. */
function Send({ run: { id: run, state }, drafts }: { run: Run; drafts: number }) {
  const open = useSignal(false);
  const note = useSignal('');
  const key = useSignal(crypto.randomUUID());
  const send = async () => {
    const input = { run, key: key.value, ...(note.value.trim() ? { note: note.value } : {}) };
    if (!(await act('review_send', input, { done: `Requested changes to ${run}. Its agent continues.` }))) return;
    key.value = crypto.randomUUID();
    note.value = '';
    open.value = false;
  };
  return (
    <>
      <Button data-send disabled={!may('request_changes', state)} onClick={() => (open.value = true)}>
        Request changes{drafts > 0 && ` (${drafts})`}
      </Button>
      {open.value && (
        <FormDialog
          title="Request changes"
          action="Send"
          disabled={drafts === 0 && note.value.trim() === ''}
          onSubmit={send}
          onClose={() => (open.value = false)}
        >
          <p>
            {drafts === 0
              ? 'Describe the changes. To comment on a line, click its number in the diff.'
              : `The message includes ${drafts === 1 ? 'your draft comment' : `your ${drafts} draft comments`}.`}
          </p>
          <textarea
            aria-label="Message to the agent"
            placeholder="Message to the agent"
            rows={5}
            {...typed(note)}
            onKeyDown={sendsWithCtrlEnter}
          />
        </FormDialog>
      )}
    </>
  );
}
