import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { call, Refusal } from '../../data/api.ts';
import { workspace } from '../../data/state.ts';
import { Icon } from '../icon.tsx';

interface Props {
  /** Prefix of the element ids, and value of `data-filter`. Each filter box of a page needs its own name. */
  name?: string;
  label?: string;
  filter: string;
  error: Refusal | undefined;
  onFilter(filter: string): void;
}

type Completions = Outputs['filter_complete'];

/** Milliseconds after the last key before completions are requested. */
const QUIET_MS = 120;
const SHOWN = 12;

/** The filter input of a view, with completions. Enter applies the filter. `^` marks the position of an error. */
export function FilterBox({ name = 'filter', label = 'Filter', filter, error, onFilter }: Props) {
  const text = useSignal(filter);
  const found = useSignal<Completions | undefined>(undefined);
  /** Text of the selected completion. An index isn't enough, because the list changes while the reader types. */
  const chosen = useSignal<string | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Number of the last request. The page ignores answers to earlier requests. */
  const asked = useRef(0);
  useEffect(() => {
    text.value = filter;
  }, [filter]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const caretAt = () => input.current?.selectionStart ?? text.value.length;
  const forget = () => {
    clearTimeout(timer.current);
    asked.current++;
  };
  const close = () => {
    forget();
    found.value = undefined;
    chosen.value = undefined;
  };
  const complete = () => {
    forget();
    const mine = asked.current;
    timer.current = setTimeout(async () => {
      const answer = await completionsOf(text.value.slice(0, caretAt()));
      if (mine !== asked.current) return;
      found.value = answer;
    }, QUIET_MS);
  };
  const take = (word: string) => {
    const head = text.value.slice(0, found.value!.from) + word + (/[:.]$/.test(word) ? '' : ' ');
    text.value = head + text.value.slice(caretAt()).trimStart();
    close();
    requestAnimationFrame(() => input.current?.setSelectionRange(head.length, head.length));
    if (/[:.]$/.test(word)) complete();
  };
  const shown = stillFitting(found.value, text.value.slice(0, caretAt()));
  const at = shown.findIndex((completion) => completion.text === chosen.value);
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      event.preventDefault();
      chosen.value = shown.at((Math.max(at, step > 0 ? -1 : 0) + step) % shown.length)?.text;
    } else if ((event.key === 'Enter' || event.key === 'Tab') && shown[at]) {
      event.preventDefault();
      take(shown[at]!.text);
    } else if (event.key === 'Enter') {
      close();
      onFilter(text.value.trim());
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (shown.length > 0) close();
      else input.current?.blur();
    }
  };
  return (
    <div class="filter-box line rest">
      <Icon name="search" size={14} />
      <input
        ref={input}
        data-filter={name}
        role="combobox"
        aria-label={label}
        aria-expanded={shown.length > 0}
        aria-controls={`${name}-completions`}
        aria-invalid={error?.code === 'filter'}
        aria-activedescendant={at >= 0 ? `${name}-completion-${at}` : undefined}
        placeholder={`${label}: +READY project:web due.before:friday`}
        spellcheck={false}
        autocomplete="off"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          complete();
        }}
        onKeyDown={steer}
        onBlur={close}
      />
      {filter !== '' && (
        <button type="button" class="icon-button" aria-label="Clear the filter" onClick={() => onFilter('')}>
          <Icon name="close" size={12} />
        </button>
      )}
      {shown.length > 0 && (
        <div id={`${name}-completions`} role="listbox" aria-label="Completions" class="completions">
          {shown.map(({ text: word, doc }, i) => (
            <div
              key={word}
              class="line-text gap-8"
              id={`${name}-completion-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              // Uses pointerdown, because a click comes after the blur, which closes the list.
              onPointerDown={(event) => {
                event.preventDefault();
                take(word);
              }}
            >
              <code class="plain">{word}</code>
              <small class="clip faint">{doc}</small>
            </div>
          ))}
        </div>
      )}
      {error && <FilterProblem filter={filter} error={error} />}
    </div>
  );
}

/** Returns the last completions that still match the typed text. The page shows them until the next answer. */
function stillFitting(found: Completions | undefined, text: string): Completions['completions'] {
  if (!found) return [];
  const word = text.slice(found.from);
  return found.completions.filter((completion) => completion.text.startsWith(word)).slice(0, SHOWN);
}

async function completionsOf(text: string): Promise<Completions | undefined> {
  const at = workspace.peek()?.uuid;
  if (!at || /(^|\s)$/.test(text)) return undefined;
  try {
    return await call(at, 'filter_complete', { text });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Shows the error of a filter below the position at which the error is. */
function FilterProblem({ filter, error }: { filter: string; error: Refusal }) {
  const { offset, length = 1 } = error.data as { offset?: number; length?: number };
  return (
    <div class="filter-problem" role="alert">
      {offset !== undefined && <pre>{`${filter}\n${' '.repeat(offset)}${'^'.repeat(Math.max(1, length))}`}</pre>}
      <strong>{error.message}</strong>
      {error.hint && <span> {error.hint}</span>}
    </div>
  );
}
