import { useSignal } from '@preact/signals';
import { shortCommit } from '../../../../../domain/runs/commit-id.ts';
import { missingIn } from '../../../../../domain/task/objections.ts';
import { may } from '../../../../../runs/lifecycle/transitions.ts';
import { act, undoOfApproval } from '../../../data/act.ts';
import type { Run, RunFile } from '../../../data/types.ts';
import { Button } from '../../../parts/button.tsx';
import { FormDialog } from '../../../parts/dialog.tsx';
import { sendsWithCtrlEnter, typed } from '../../../parts/forms/typed-text.ts';
import { useOnce } from '../../../parts/forms/use-once.ts';
import { decides } from '../../../shell/keys/decisions.ts';
import { RunActs } from '../../run/acts.tsx';
import { DoubtDialog, doubtOf } from './doubt.tsx';
import { type Granted, GrantsView } from './grants.tsx';

interface Props {
  view: RunFile;
  /** Number of changed files that the reader has not marked as seen. */
  unseen: number;
  /** Number of the reader's draft comments. */
  drafts: number;
  /** The commit that the page shows. The approval is valid only for this commit. Undefined while it isn't the newest. */
  commit: string | undefined;
  /** Called after the result was approved for the merge queue. */
  onDone(): void;
}

type Way = 'run_approve' | 'run_merge_now';

/**
 * The decision about the shown commit: approve it, request changes, and a menu with the rest. The reader must accept all
 * objections before an approval.
 */
export function Decide({ view: { run, risk, objections = [] }, unseen, drafts, commit, onDone }: Props) {
  const question = useSignal<{ way: Way; about: string } | undefined>(undefined);
  const waits = run.state === 'approved' && !run.verdict?.now && !run.proposed;
  const send = useOnce(async (way: Way, { missing, risk: accepted, seen: isSeen, ...granted }: Granted) => {
    if (!commit) return;
    const short = shortCommit(commit);
    const done =
      way === 'run_approve'
        ? `Approved ${run.id} at ${short}. The merge queue takes it in a few seconds.`
        : `Approved ${run.id} at ${short}. Backlog merges it before all others.`;
    const named = missing ? { missing: run.result?.moreMissing ? ['.'] : missingIn(run) } : {};
    const alarms = accepted ? { risk: (run.result?.alarms ?? []).map(({ rule }) => rule) } : {};
    const word = isSeen && objections.find(({ grant }) => grant === 'seen')?.word;
    const seen = word ? { seen: word } : {};
    const undo = (approved: { run: Run }) => undoOfApproval(approved.run);
    if (!(await act(way, { run: run.id, commit, ...granted, ...named, ...alarms, ...seen }, { done, undo }))) return;
    question.value = undefined;
    // After an immediate merge, the page stays open to show the result of the merge.
    if (way === 'run_approve') onDone();
  });
  const doubt = run.state === 'review' && objections.length === 0 ? doubtOf({ risk, unseen }) : undefined;
  /** Asks what has to be asked about the result, whether a key, a click or a tap begins it. */
  const begin = (way: Way) => {
    if (doubt || (objections.length > 0 && run.state === 'review')) question.value = { way, about };
    else void send(way, {});
  };
  const canApprove = run.state === 'review' && commit !== undefined;
  const about = [run.id, commit, risk?.text, ...objections.flatMap(({ mark, names }) => [mark, ...names])].join('\n');
  // A question about another commit than the shown one, or about other objections, is not asked any more.
  const asked = question.value?.about === about ? question.value.way : undefined;
  const onClose = () => (question.value = undefined);
  return (
    <span class="review-decide flex wrap end gap-6">
      <Button
        look="primary"
        data-approve
        disabled={!canApprove}
        {...decides(about)}
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
            decides: about,
            run: () => begin('run_merge_now'),
          },
        ]}
      />
      {asked && doubt && <DoubtDialog run={run.id} doubt={doubt} onYes={() => send(asked, {})} onClose={onClose} />}
      {asked && objections.length > 0 && (
        <GrantsView
          run={run.id}
          title={asked === 'run_approve' ? 'Approve' : 'Merge now'}
          objections={objections}
          onSend={(granted) => send(asked, granted)}
          onClose={onClose}
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
