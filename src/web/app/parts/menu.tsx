import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { decides } from '../shell/keys/decisions.ts';
import { Icon } from './icon.tsx';

export interface MenuItem {
  title: string;
  /** Small text after the title. */
  note?: string;
  disabled?: boolean;
  checked?: boolean;
  /** What the item decides, if it decides something that a person has to have read. */
  decides?: string;
  run(): void;
}

interface Props {
  label: string;
  items: readonly MenuItem[];
  class?: string;
  children: ComponentChildren;
  /** Whether the menu is open, for a caller that opens the menu without its button. */
  open?: { value: boolean };
}

/** A button with a menu. Arrow keys select, Enter runs the item, Escape closes the menu. */
export function MenuButton({ label, items, children, class: of = 'icon-button', open: given }: Props) {
  const own = useSignal(false);
  const open = given ?? own;
  const root = useRef<HTMLSpanElement>(null);
  const close = (focus: boolean) => {
    open.value = false;
    if (focus) root.current?.querySelector('button')?.focus();
  };
  // The focus moves before the next frame, because the reader may already press a key for the menu.
  useLayoutEffect(() => {
    if (open.value) root.current?.querySelector<HTMLElement>('[role^=menuitem]:not([disabled])')?.focus();
  }, [open.value]);
  useEffect(() => {
    if (!open.value) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) open.value = false;
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open.value]);
  return (
    <span class="menu" ref={root}>
      <button
        type="button"
        class={of}
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-label={label}
        title={label}
        onClick={() => (open.value = !open.value)}
      >
        {children}
      </button>
      {open.value && (
        <div role="menu" aria-label={label} class="menu-list" onKeyDown={(event) => steer(event, close)}>
          {items.map((item, i) => (
            <button
              key={`${i} ${item.title}`}
              type="button"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              tabIndex={-1}
              disabled={item.disabled}
              {...(item.decides === undefined ? {} : decides(item.decides))}
              onClick={() => {
                close(true);
                item.run();
              }}
            >
              <span class="line gap-8">
                {item.title}
                {item.checked && (
                  <span class="end">
                    <Icon name="check" size={12} />
                  </span>
                )}
              </span>
              {item.note && <small class="clip faint">{item.note}</small>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}

function steer(event: KeyboardEvent, close: (focus: boolean) => void): void {
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>('[role^=menuitem]:not([disabled])')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  event.stopPropagation();
  if (event.key === 'Escape' || event.key === 'Tab') {
    close(event.key === 'Escape');
    if (event.key === 'Escape') event.preventDefault();
  } else if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }
}
