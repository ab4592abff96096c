import { type Binding, useKeys } from '../../shell/keys/keys.ts';
import { ZOOM_NAMES, ZOOMS, type Zoom } from './span.ts';

interface Hands {
  /** By parts of the time that is shown. */
  pan(by: number): void;
  zoom(to: Zoom): void;
  closer(by: 1 | -1): void;
  now(): void;
}

/** Everything that a pointer can do in the timeline, by keys. */
export function useTimelineKeys(hands: Hands): void {
  const of = 'Timeline';
  const act = (keys: string, title: string, run: (hands: Hands) => void): Binding => ({
    keys,
    title,
    of,
    run: () => run(hands),
  });
  useKeys([
    act('ArrowLeft', 'Earlier', ({ pan }) => pan(-0.25)),
    act('ArrowRight', 'Later', ({ pan }) => pan(0.25)),
    act('shift+ArrowLeft', 'Much earlier', ({ pan }) => pan(-1)),
    act('shift+ArrowRight', 'Much later', ({ pan }) => pan(1)),
    act('+', 'Closer', ({ closer }) => closer(1)),
    act('-', 'Farther', ({ closer }) => closer(-1)),
    ...ZOOM_NAMES.map((name, i) => act(String(i + 1), ZOOMS[name].title, ({ zoom }) => zoom(name))),
    act('t', 'To now', ({ now }) => now()),
    act('j', 'Next bar', () => step(1)),
    act('k', 'Previous bar', () => step(-1)),
    act('ArrowDown', 'Next bar', () => step(1)),
    act('ArrowUp', 'Previous bar', () => step(-1)),
  ]);
}

/** From bar to bar in the order in which they stand; Enter, as for every link, opens the one that has the focus. */
function step(by: 1 | -1): void {
  const bars = [...document.querySelectorAll<HTMLElement>('[data-bar]')];
  const focused = bars.indexOf(document.activeElement as HTMLElement);
  const at = focused >= 0 ? focused : bars.findIndex((bar) => bar.getAttribute('aria-current') === 'true');
  bars[at < 0 ? 0 : Math.max(0, Math.min(bars.length - 1, at + by))]?.focus();
}
