import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { entryText } from '../../../../domain/scope-text.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { CommandDialog } from '../../parts/forms/command-form.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { decides } from '../../shell/keys/decisions.ts';
import { pressButton, useKeys } from '../../shell/keys/keys.ts';

type Proposal = Outputs['inbox_list']['proposals'][number];

/** A decision that needs a text: the reason of a rejection, or the task that covers a proposal. */
interface Asked {
  what: 'reject' | 'merge';
  proposal: Proposal;
}

/** The open proposals. A person accepts, merges or rejects each one by a button or a key. */
export function InboxView() {
  const answered = useRead('inbox_list', {});
  const answer = answered.value.value;
  const proposals = answer?.proposals ?? [];
  const asked = useSignal<Asked | undefined>(undefined);
  const at = useSignal(0);
  useEffect(() => {
    // After a decision, the keys continue with the next row.
    if (document.activeElement === document.body && proposals.length > 0) focusRow(at.value, proposals.length);
  }, [proposals.length]);
  const step = (by: number) => () => {
    const isHere = document.activeElement?.closest('.inbox') !== null;
    at.value = focusRow(isHere ? at.value + by : at.value, proposals.length);
  };
  const onRow = (run: (proposal: Proposal) => void) => () => {
    const proposal = proposals[Math.min(at.value, proposals.length - 1)];
    if (proposal) run(proposal);
  };
  useKeys('Inbox', [
    ['j', 'Proposal below', step(1)],
    ['k', 'Proposal above', step(-1)],
    ['a', 'Accept the proposal', onRow(({ id }) => pressButton(`[data-decides="${id}"]`))],
    ['x', 'Reject the proposal', onRow((proposal) => (asked.value = { what: 'reject', proposal }))],
    ['m', 'Merge the proposal into a task', onRow((proposal) => (asked.value = { what: 'merge', proposal }))],
  ]);
  return (
    <>
      <ViewHead title="Inbox">
        {answer && answer.total > 0 && <p class="soft">{answer.total.toLocaleString()} open</p>}
      </ViewHead>
      <div class="page stack inbox">
        <Unanswered of={answered} />
        {answer && proposals.length === 0 && (
          <Empty icon="inbox" title="No proposals" first>
            <p>Findings of agents and passes appear here. A proposal becomes a task when you accept it.</p>
          </Empty>
        )}
        {proposals.length > 0 && (
          <ul class="rows panel" aria-label="Open proposals">
            {proposals.map((proposal, i) => (
              <ProposalRow
                key={proposal.id}
                proposal={proposal}
                onFocus={() => (at.value = i)}
                ask={(what) => (asked.value = { what, proposal })}
              />
            ))}
          </ul>
        )}
        {asked.value && <Decision key={asked.value.what} {...asked.value} onClose={() => (asked.value = undefined)} />}
      </div>
    </>
  );
}

/** Moves the focus to a row. @returns the number of the row, from 0 */
function focusRow(wanted: number, count: number): number {
  const row = Math.max(0, Math.min(count - 1, wanted));
  document.querySelectorAll<HTMLElement>('.inbox .row-title')[row]?.focus();
  return row;
}

const accept = ({ id }: Proposal) =>
  act('inbox_accept', { ids: [id] }, { done: (made) => `Accepted ${id}${newTask(made)}`, undo: true });

function newTask({ proposals: [proposal], tasks: [task] }: Outputs['inbox_accept']): string {
  return task && !proposal?.change ? ` as #${task.id}` : '';
}

interface RowProps {
  proposal: Proposal;
  onFocus(): void;
  ask(what: Asked['what']): void;
}

/** One proposal. Its title shows and hides its texts. Others wrote them, so they are plain text. */
function ProposalRow({ proposal, onFocus, ask }: RowProps) {
  const isOpen = useSignal(false);
  const { id, title, body, source, found, count, seen, type, scope = [], acceptance = [], checks = [] } = proposal;
  const place = found?.path === undefined ? found?.run : `${found.path}${found.line ? `:${found.line}` : ''}`;
  return (
    <li class="row line" onFocusCapture={onFocus}>
      <div class="rest slim">
        <button
          type="button"
          class="link-button row-title anywhere"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          {visible(title)}
        </button>
        <div class="facts">
          <span>{id}</span>
          <span>
            {source.kind} {visible(source.name)}
            {source.rule && `, ${source.rule}`}
          </span>
          {place && <span class="mono">{visible(place)}</span>}
          {type && <span>{visible(type)}</span>}
          {count > 1 && <span>proposed {count} times</span>}
          {proposal.again && <span>found again after its task was completed</span>}
          <Ago at={seen} />
        </div>
        {isOpen.value && (
          <div class="stack">
            {body && <pre class="anywhere">{visible(body)}</pre>}
            {acceptance.length > 0 && (
              <ul>
                {acceptance.map((text, i) => (
                  <li key={i}>{visible(text)}</li>
                ))}
              </ul>
            )}
            {scope.length > 0 && <p class="mono">{scope.map((entry) => entryText(entry)).join(' ')}</p>}
            {checks.length > 0 && <p>Checks: {checks.join(', ')}</p>}
            <ChangeView of={proposal.change} />
            {!body && acceptance.length + scope.length + checks.length === 0 && <p class="faint">No further text.</p>}
          </div>
        )}
      </div>
      <span class="row-end line rigid gap-8">
        <Button
          look="small primary"
          aria-label={`Accept ${id}`}
          title="Accept (a)"
          {...decides(id)}
          onClick={() => void accept(proposal)}
        >
          Accept
        </Button>
        <Button look="small" aria-label={`Merge ${id}`} title="Merge into a task (m)" onClick={() => ask('merge')}>
          Merge
        </Button>
        <Button look="small" aria-label={`Reject ${id}`} title="Reject (x)" onClick={() => ask('reject')}>
          Reject
        </Button>
      </span>
    </li>
  );
}

/** What a proposal changes in its task. */
function ChangeView({ of: change }: { of: Proposal['change'] }) {
  if (!change) return null;
  const { scope, checks, acceptance = [], parts = [], close } = change;
  return (
    <ul aria-label="Changes of the task">
      {close && <li>Delete the task</li>}
      {scope && <li class="mono">Scope: {scope.map((entry) => entryText(entry)).join(' ')}</li>}
      {checks && <li>Add the checks: {checks.join(', ')}</li>}
      {acceptance.map((text, i) => (
        <li key={i}>Add the criterion: {visible(text)}</li>
      ))}
      {parts.map(({ name, title }) => (
        <li key={name}>Add the subtask: {visible(title ?? name)}</li>
      ))}
    </ul>
  );
}

/** Asks for the text of a decision. */
function Decision({ what, proposal: { id, title }, onClose }: Asked & { onClose(): void }) {
  const about = <p class="anywhere">{visible(title)}</p>;
  if (what === 'merge')
    return (
      <CommandDialog
        of="inbox_merge"
        fields={{ task: { title: 'Number of the task', kind: 'text' } }}
        given={{ id }}
        title={`Merge ${id}`}
        action="Merge"
        done={({ task }) => `Merged ${id} into #${task.id}`}
        onClose={onClose}
      >
        {about}
      </CommandDialog>
    );
  return (
    <CommandDialog
      of="inbox_reject"
      fields={{ reason: { title: 'Reason' } }}
      given={{ ids: [id] }}
      title={`Reject ${id}`}
      action="Reject"
      danger
      done={`Rejected ${id}`}
      onClose={onClose}
    >
      {about}
    </CommandDialog>
  );
}
