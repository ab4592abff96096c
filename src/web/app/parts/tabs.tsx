import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';

interface Tab<Name extends string> {
  name: Name;
  title: ComponentChildren;
}

interface Props<Name extends string> {
  /** Beginning of the ids of the tabs and of the panel. */
  of: string;
  label: string;
  tabs: readonly Tab<Name>[];
  chosen: Name;
  onChoose(name: Name): void;
  class?: string;
}

/**
 * A list of tabs, with the keys of the ARIA pattern: arrows, Home and End choose a tab, and Tab goes on to the panel.
 * The panel has the attributes that {@link panelOf} returns.
 */
export function Tabs<Name extends string>({
  of,
  label,
  tabs,
  chosen,
  onChoose,
  class: look = 'tabs gap-4',
}: Props<Name>) {
  const press = (event: TargetedKeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex(({ name }) => name === chosen);
    const step = STEPS[event.key]?.(at, tabs.length);
    const next = step !== undefined && tabs[(step + tabs.length) % tabs.length];
    if (!next || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next.name);
    event.currentTarget.querySelector<HTMLElement>(`#${CSS.escape(tabId(of, next.name))}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} class={`flex ${look}`} onKeyDown={press}>
      {tabs.map(({ name, title }) => (
        <button
          key={name}
          id={tabId(of, name)}
          type="button"
          role="tab"
          aria-selected={name === chosen}
          aria-controls={panelId(of)}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

/** The index of the tab that a key chooses, from the present one. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

const tabId = (of: string, name: string) => `${of}-tab-${name}`;
const panelId = (of: string) => `${of}-panel`;

/** Returns the attributes of the panel with the content of the chosen tab. */
export function panelOf(of: string, chosen: string) {
  return { id: panelId(of), role: 'tabpanel', 'aria-labelledby': tabId(of, chosen) } as const;
}
