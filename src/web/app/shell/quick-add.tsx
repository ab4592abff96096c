import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { act } from '../data/act.ts';
import type { Refusal } from '../data/api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useSubmit } from '../parts/forms/use-once.ts';
import { ProblemNote } from '../parts/problem.tsx';
import { toast } from './notices/toasts.ts';
import { close } from './overlay.ts';
import { go, hrefOf } from './route.ts';

/** A dialog that adds a task from one line in Taskwarrior's syntax. The server parses it. */
export function QuickAdd() {
  const line = useSignal('');
  const refusal = useSignal<Refusal | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const add = useSubmit(async () => {
    if (line.value.trim() === '') return;
    let commits: readonly number[] = [];
    const task = await act(
      'task_add',
      { description: line.value, words: true },
      { wrote: (made) => (commits = made), refused: (error) => (refusal.value = error) },
    );
    if (!task) return;
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
