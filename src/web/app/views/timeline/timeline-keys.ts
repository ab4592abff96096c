import { type Key, useKeys } from '../../shell/keys/keys.ts';
import { ZOOM_NAMES, ZOOMS, type Zoom } from './span.ts';

interface TimelineActions {
  /** Moves the visible time by a part of its length. */
  pan(by: number): void;
  zoom(to: Zoom): void;
  closer(by: 1 | -1): void;
  now(): void;
  /** Shows all that is near now. */
  showAll(): void;
}

/** Binds keys for all actions that a pointer can do in the timeline. */
export function useTimelineKeys({ pan, zoom, closer, now, showAll }: TimelineActions): void {
  useKeys('Timeline', [
    ['ArrowLeft', 'Earlier', () => pan(-0.25)],
    ['ArrowRight', 'Later', () => pan(0.25)],
    ['shift+ArrowLeft', 'Much earlier', () => pan(-1)],
    ['shift+ArrowRight', 'Much later', () => pan(1)],
    ['+', 'Zoom in', () => closer(1)],
    ['-', 'Zoom out', () => closer(-1)],
    ...ZOOM_NAMES.map((name, i): Key => [String(i + 1), ZOOMS[name].title, () => zoom(name)]),
    ['0', 'Fit', () => showAll()],
    ['t', 'Go to now', () => now()],
    ['j', 'Next bar', () => step(1)],
    ['k', 'Previous bar', () => step(-1)],
    ['ArrowDown', 'Next bar', () => step(1)],
    ['ArrowUp', 'Previous bar', () => step(-1)],
  ]);
}

/** Moves the focus to the next or previous bar. A bar is a link, so Enter opens the focused bar. */
function step(by: 1 | -1): void {
  const bars = [...document.querySelectorAll<HTMLElement>('[data-bar]')];
  const focused = bars.indexOf(document.activeElement as HTMLElement);
  const at = focused >= 0 ? focused : bars.findIndex((bar) => bar.getAttribute('aria-current') === 'true');
  bars[at < 0 ? 0 : Math.max(0, Math.min(bars.length - 1, at + by))]?.focus();
}
