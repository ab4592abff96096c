import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fitting } from '../../parts/fitting.ts';

interface Choice {
  id: number;
  title: string;
}

interface Props {
  title: string;
  /** Tasks that cannot be meant. */
  not: ReadonlySet<number>;
  onPick(id: number): void;
  onClose(): void;
}

/** Finds a task by its number or by some letters of its description. */
export function PickTask({ title, not, onPick, onClose }: Props) {
  const words = useSignal('');
  const at = useSignal(0);
  const input = useRef<HTMLInputElement>(null);
  const tasks = useRead<{ tasks: readonly { id: number; description: string }[] }>(
    'task_list',
    { filter: '', limit: 1_000, fields: ['id', 'description'] },
    { kinds: ['task'] },
  ).value.value?.tasks;
  useEffect(() => input.current?.focus(), []);
  const choices = (tasks ?? [])
    .filter(({ id }) => !not.has(id))
    .map(({ id, description }): Choice => ({ id, title: `#${id} ${description}` }));
  const found = fitting(choices, words.value.trim());
  const shown = found.length > 0 ? found : numbered(words.value);
  const pick = (choice: Choice | undefined) => {
    if (choice) onPick(choice.id);
  };
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at.value = (at.value + step + shown.length) % Math.max(1, shown.length);
    if (event.key === 'Enter') pick(shown[at.value]);
    if (step || event.key === 'Enter') event.preventDefault();
  };
  return (
    <Dialog title={title} kind="line" onClose={onClose}>
      <div class="palette-head">
        <input
          ref={input}
          class="line-input"
          role="combobox"
          aria-label={title}
          aria-expanded="true"
          aria-controls="pick-found"
          aria-activedescendant={shown[at.value] ? `pick-${at.value}` : undefined}
          placeholder={`${title} … number or words`}
          value={words.value}
          onKeyDown={steer}
          onInput={({ currentTarget }) => {
            words.value = currentTarget.value;
            at.value = 0;
          }}
        />
      </div>
      <div id="pick-found" class="palette-found" role="listbox" aria-label="Tasks">
        {shown.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
          <div
            key={choice.id}
            id={`pick-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at.value}
            class="choice"
            ref={(element) => {
              if (i === at.value) element?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => pick(choice)}
          >
            <span class="choice-title">{choice.title}</span>
          </div>
        ))}
        {shown.length === 0 && <p class="palette-none">No open task is called that.</p>}
      </div>
    </Dialog>
  );
}

/** A number that is none of the first tasks: the server knows it, or says that there is none. */
function numbered(words: string): readonly Choice[] {
  const [, number] = /^#?(\d{1,9})$/.exec(words.trim()) ?? [];
  return number ? [{ id: Number(number), title: `Task #${number}` }] : [];
}
