import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { claimToEndText } from '../../../domain/calls/claims-to-end.ts';
import { act, agreement, type ClaimsToAgree, type Pending, pending, runConfirmed } from '../data/act.ts';
import type { Refusal } from '../data/api.ts';
import { useRequestedAnswer } from '../data/requested-answer.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, FormDialog } from '../parts/dialog.tsx';
import { sendsWithCtrlEnter } from '../parts/forms/typed-text.ts';
import { useUnsent } from '../parts/forms/unsent.ts';
import { useSubmit } from '../parts/forms/use-once.ts';
import { ProblemNote } from '../parts/problem.tsx';
import { countOf } from '../parts/units/amounts.ts';
import { Import } from './import.tsx';
import { KeysPage } from './keys/keys-page.tsx';
import { toast } from './notices/toasts.ts';
import { close, overlay } from './overlay.ts';
import { Palette } from './palette/palette.tsx';
import { go, hrefOf, route } from './route.ts';

export function Overlays() {
  if (agreement.value) return <ConfirmEnds of={agreement.value} />;
  if (pending.value) return <ConfirmUndo of={pending.value} />;
  if (overlay.value === 'palette') return <Palette />;
  if (overlay.value === 'keys') return <KeysPage />;
  if (overlay.value === 'quick-add') return <QuickAdd />;
  if (overlay.value === 'split') return <Split />;
  if (overlay.value === 'import') return <Import />;
  return null;
}

/** Asks for confirmation before an undo or redo changes more tasks than the page showed. */
function ConfirmUndo({ of }: { of: Pending }) {
  const { verb, what, tasks } = of;
  const title = verb === 'task_undo' ? `Undo ${what}?` : `Redo ${what}?`;
  const close = () => {
    pending.value = undefined;
  };
  const submit = () => {
    close();
    void runConfirmed(of);
  };
  return (
    <FormDialog title={title} action={verb === 'task_undo' ? 'Undo' : 'Redo'} danger onSubmit={submit} onClose={close}>
      <p>This changes {countOf(tasks, 'task')}.</p>
    </FormDialog>
  );
}

/** Asks for confirmation before a call takes work from holders of claims. */
function ConfirmEnds({ of: { claims, answer } }: { of: ClaimsToAgree }) {
  return (
    <FormDialog
      title="Someone works on this"
      action="Continue"
      danger
      onSubmit={() => answer(true)}
      onClose={() => answer(false)}
    >
      {claims.map((claim) => (
        <p key={claim.claim}>{claimToEndText(claim)}.</p>
      ))}
      <p>A session learns of it at its next step.</p>
    </FormDialog>
  );
}

/** A dialog that adds a task from one line in Taskwarrior's syntax. The server parses it. A reload keeps the line. */
function QuickAdd() {
  const line = useUnsent('new task');
  const refusal = useSignal<Refusal | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.select(), []);
  const add = useSubmit(async () => {
    if (line.value.trim() === '') return;
    let commits: readonly number[] = [];
    const task = await act(
      'task_add',
      { description: line.value, words: true },
      { wrote: (made) => (commits = made), refused: (error) => (refusal.value = error) },
    );
    if (!task) return;
    line.value = '';
    close();
    const show = { title: 'Open', run: () => go(hrefOf('task', [task.id])) };
    toast({ text: `Added #${task.id} ${task.description}`, action: show, commits });
  });
  return (
    <Dialog title="New task" kind="line" onClose={close}>
      <form onSubmit={add}>
        <input
          ref={input}
          class="line-input"
          aria-label="Description and fields"
          placeholder="Fix the login project:web +bug due:friday priority:H"
          value={line.value}
          onInput={({ currentTarget }) => {
            line.value = currentTarget.value;
            refusal.value = undefined;
          }}
        />
        {refusal.value ? (
          <ProblemNote refusal={refusal.value} />
        ) : (
          <p class="line-help faint small">
            <code>project:</code> <code>+tag</code> <code>due:</code> <code>priority:</code> <code>depends:12</code>{' '}
            <code>scope:</code> <code>agent:</code> set fields. All other words are the description.
          </p>
        )}
        <div class="line line-help">
          <Button type="submit" look="primary end" disabled={line.value.trim() === ''}>
            Add task
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A dialog that splits the shown task. It proposes the scopes of the subtasks along folders, one on each line. */
function Split() {
  const [id = ''] = route.value.rest;
  const proposed = useRequestedAnswer('task_split');
  const scopes = useSignal('');
  useEffect(() => {
    void proposed.ask({ id, propose: true }).then((isAnswered) => {
      if (isAnswered) scopes.value = proposed.value.value?.proposal?.join('\n') ?? '';
    });
  }, [id]);
  const scope = scopes.value.split('\n').filter((line) => line.trim() !== '');
  const split = async () => {
    const done = await act(
      'task_split',
      { id, scope },
      {
        done: ({ subtasks }) => `Split #${id} into ${countOf(subtasks.length, 'subtask')}`,
        undo: true,
      },
    );
    if (done) close();
  };
  return (
    <FormDialog
      title={`Split #${id}`}
      action={`Add ${countOf(scope.length, 'subtask')}`}
      disabled={scope.length === 0}
      onSubmit={split}
      onClose={close}
    >
      {/* Without a proposal, the form still splits the task, so the command line's way is left out. */}
      {proposed.error.value && <p class="faint">No proposal: {proposed.error.value.message}.</p>}
      <label class="stack gap-4">
        Files of each subtask, one line for each
        <textarea
          rows={6}
          spellcheck={false}
          value={scopes.value}
          onInput={({ currentTarget }) => (scopes.value = currentTarget.value)}
          onKeyDown={sendsWithCtrlEnter}
        />
      </label>
    </FormDialog>
  );
}
