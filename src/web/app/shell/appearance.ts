import { effect, type Signal, signal } from '@preact/signals';

/** The choices of each part of the appearance. The first one is the default. */
export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

const keyOf = (name: string) => `backlog ${name}`;

export const theme = stored('theme', THEMES);
export const density = stored('density', DENSITIES);

/** Applies the chosen appearance to the page and stores it in this browser. */
export function applyAppearance(): void {
  for (const [name, chosen] of Object.entries({ theme, density }))
    effect(() => {
      document.documentElement.dataset[name] = chosen.value;
      localStorage.setItem(keyOf(name), chosen.value);
    });
}

function stored<Name extends string>(name: string, choices: readonly [Name, ...Name[]]): Signal<Name> {
  const before = localStorage.getItem(keyOf(name));
  return signal(choices.find((choice) => choice === before) ?? choices[0]);
}
