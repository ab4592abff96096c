import { useSignal } from '@preact/signals';
import { signatureText } from '../../../../domain/actor.ts';
import { act } from '../../data/act.ts';
import type { Task } from '../../data/types.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { useUnsent } from '../../parts/forms/unsent.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { Markdown } from '../../parts/text/markdown.tsx';
import { Ago } from '../../parts/units/when.tsx';

/** Notes of people and agents on the task. Answers are below the note that they answer. */
export function Comments({ task }: { task: Task }) {
  const all = task.annotations ?? [];
  const text = useUnsent(`comment ${task.uuid}`);
  const re = useSignal<string | undefined>(undefined);
  const save = useSubmit(async () => {
    if (text.value.trim() === '') return;
    const input = { id: task.uuid, text: text.value, ...(re.value ? { re: re.value } : {}) };
    if (!(await act('task_annotate', input, { done: 'Added the note', undo: true }))) return;
    text.value = '';
    re.value = undefined;
  });
  const answered = all.find(({ id }) => id === re.value);
  return (
    <section aria-label="Notes">
      <h2>
        Notes <span class="count">{all.length > 0 ? all.length : ''}</span>
      </h2>
      <ul class="comments entries">
        {all.map(({ id, at, actor, author, text: said, re: to }) => (
          <li key={id} class={to ? 'is-answer' : ''}>
            <header class="line-text gap-8">
              <strong>{signatureText({ actor, author })}</strong> <Ago at={at} />
              <LinkButton
                look="small end"
                onClick={() => {
                  re.value = to ?? id;
                  document.querySelector<HTMLElement>('.comment-new textarea')?.focus();
                }}
              >
                Answer
              </LinkButton>
            </header>
            <Markdown text={said} />
          </li>
        ))}
      </ul>
      <form class="comment-new above stack gap-6" onSubmit={save}>
        {answered && (
          <p class="answers faint">
            Answers {signatureText(answered)}: {answered.text.slice(0, 80)}{' '}
            <LinkButton onClick={() => (re.value = undefined)}>Don't answer</LinkButton>
          </p>
        )}
        <textarea
          aria-label="New note"
          placeholder="Write a note in Markdown. Ctrl+Enter adds it."
          {...typed(text)}
          onKeyDown={sendsWithCtrlEnter}
        />
        <Button type="submit" disabled={text.value.trim() === ''}>
          Add note
        </Button>
      </form>
    </section>
  );
}
