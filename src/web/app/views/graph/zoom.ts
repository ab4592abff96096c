import type { DrawnGraph } from './layout.ts';

/** How large a drawing can be shown. */
const STEPS = [0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1, 1.25, 1.5];
/** Smaller than that, a task is a field without words. */
export const READABLE = 0.45;
/** Unless somebody chose another one: all of it where that can be read, else the size of the text around it. */
const LEAST_BY_ITSELF = 0.7;

export interface Window {
  width: number;
  height: number;
}

/** The scale in an address: `fit` or percent; without it, the scale that suits the graph. */
export function scaleOf(named: string | null, { width, height }: DrawnGraph, window: Window): number {
  const fit = Math.max(STEPS[0]!, Math.min(1, window.width / width, window.height / height));
  if (named === 'fit') return fit;
  const percent = Number(named);
  if (named !== null && percent >= 100 * STEPS[0]! && percent <= 100 * STEPS.at(-1)!) return percent / 100;
  return fit < LEAST_BY_ITSELF ? 1 : fit;
}

/** The next larger or smaller one, as it stands in an address. */
export function stepped(scale: number, by: 1 | -1): string {
  const next = by === 1 ? STEPS.find((step) => step > scale + 0.01) : STEPS.findLast((step) => step < scale - 0.01);
  return String(Math.round(100 * (next ?? (by === 1 ? STEPS.at(-1)! : STEPS[0]!))));
}
