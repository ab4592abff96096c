import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Dialog } from '../dialog.tsx';

interface Props<Choice> {
  title: string;
  placeholder: string;
  /** Name of the result list. `none` is the text of an empty list. */
  list: string;
  none: string;
  /** Icon before the input. */
  icon?: ComponentChildren;
  words: string;
  found: readonly Choice[];
  row(choice: Choice): ComponentChildren;
  onWords(words: string): void;
  onPick(choice: Choice): void;
  onClose(): void;
}

/** A search dialog with results. Arrow keys select, Enter picks. */
export function Finder<Choice extends { id: string | number }>(props: Props<Choice>) {
  const { found, words } = props;
  const at = useSignal(0);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[at.value];
    if (step) at.value = (at.value + step + found.length) % Math.max(1, found.length);
    if (step || event.key === 'Enter') event.preventDefault();
    if (event.key === 'Enter' && chosen) props.onPick(chosen);
  };
  return (
    <Dialog title={props.title} kind="line" onClose={props.onClose}>
      <div class="palette-head line faint ruled">
        {props.icon}
        <input
          ref={input}
          class="line-input"
          role="combobox"
          aria-label={props.title}
          aria-expanded="true"
          aria-controls="found"
          aria-activedescendant={found[at.value] ? `choice-${at.value}` : undefined}
          placeholder={props.placeholder}
          value={words}
          onKeyDown={steer}
          onInput={({ currentTarget }) => {
            props.onWords(currentTarget.value);
            at.value = 0;
          }}
        />
      </div>
      <div id="found" class="palette-found" role="listbox" aria-label={props.list}>
        {found.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys.
          <div
            key={choice.id}
            id={`choice-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at.value}
            class="choice line-text gap-10"
            ref={(element) => {
              if (i === at.value) element?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => props.onPick(choice)}
          >
            {props.row(choice)}
          </div>
        ))}
        {found.length === 0 && <p class="choice faint">{props.none}</p>}
      </div>
    </Dialog>
  );
}
