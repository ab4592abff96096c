import { effect, signal } from '@preact/signals';

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

const KEY = 'backlog density';

export const density = signal<Density>(DENSITIES.find((name) => name === localStorage.getItem(KEY)) ?? 'comfortable');

/** Applies the chosen density to the page and stores it. */
export function applyDensity(): void {
  effect(() => {
    document.documentElement.dataset.density = density.value;
    localStorage.setItem(KEY, density.value);
  });
}
