import type { DrawnGraph } from './layout.ts';

/** The zoom levels, as factors. */
const STEPS = [0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1, 1.25, 1.5];
/** Minimum zoom for tasks with text. */
export const READABLE = 0.45;
/**
 * Minimum zoom at which the page shows the complete graph by default. If the complete graph needs a smaller zoom, the
 * default is 100 %.
 */
const LEAST_BY_ITSELF = 0.7;

export interface Window {
  width: number;
  height: number;
}

/** Returns the zoom factor for the URL's value, `fit` or a percentage, or else the graph's default. */
export function scaleOf(named: string | null, { width, height }: DrawnGraph, window: Window): number {
  const fit = Math.max(STEPS[0]!, Math.min(1, window.width / width, window.height / height));
  if (named === 'fit') return fit;
  const percent = Number(named);
  if (named !== null && percent >= 100 * STEPS[0]! && percent <= 100 * STEPS.at(-1)!) return percent / 100;
  return fit < LEAST_BY_ITSELF ? 1 : fit;
}

/** Returns the next zoom level for the URL, in per cent. */
export function stepped(scale: number, by: 1 | -1): string {
  const next = by === 1 ? STEPS.find((step) => step > scale + 0.01) : STEPS.findLast((step) => step < scale - 0.01);
  return String(Math.round(100 * (next ?? (by === 1 ? STEPS.at(-1)! : STEPS[0]!))));
}
