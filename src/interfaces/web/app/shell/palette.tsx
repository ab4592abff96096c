import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { fitting } from '../parts/fitting.ts';
import { Icon } from '../parts/icon.tsx';
import { Keys } from './keys-page.tsx';
import { close } from './open.ts';
import { type Choice, choicesOf, taskChoice } from './palette-choices.ts';
import { usePaletteTasks } from './palette-tasks.ts';

/** Words find commands, views and tasks. */
export function Palette() {
  const words = useSignal('');
  const at = useSignal(0);
  const input = useRef<HTMLInputElement>(null);
  const { listed, searched } = usePaletteTasks(words.value);
  useEffect(() => input.current?.focus(), []);
  // What the server found comes last, so that what is chosen stays where it is.
  const found = [...fitting(choicesOf(listed), words.value), ...searched.map(taskChoice)];
  const run = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    // When the window is gone and the focus is back where it was: what is chosen may put it elsewhere.
    requestAnimationFrame(() => setTimeout(choice.run));
  };
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at.value = (at.value + step + found.length) % Math.max(1, found.length);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(found[at.value]);
    }
  };
  return (
    <Dialog title="Search and commands" kind="line" onClose={close}>
      <div class="palette-head">
        <Icon name="search" />
        <input
          ref={input}
          class="line-input"
          role="combobox"
          aria-label="Search and commands"
          aria-expanded="true"
          aria-controls="palette-found"
          aria-activedescendant={found[at.value] ? `choice-${at.value}` : undefined}
          placeholder="A command, a view, a task …"
          value={words.value}
          onKeyDown={steer}
          onInput={({ currentTarget }) => {
            words.value = currentTarget.value;
            at.value = 0;
          }}
        />
      </div>
      <div id="palette-found" class="palette-found" role="listbox" aria-label="Found">
        {found.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
          <div
            key={choice.id}
            id={`choice-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at.value}
            class="choice"
            ref={(element) => {
              if (i === at.value) element?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => run(choice)}
          >
            <span class="choice-kind">{choice.kind}</span>
            <span class="choice-title">{choice.title}</span>
            {choice.keys && <Keys of={choice.keys} />}
          </div>
        ))}
        {found.length === 0 && <p class="palette-none">Nothing is called that.</p>}
      </div>
    </Dialog>
  );
}
