import { useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf } from '../../shell/route.ts';
import type { LinkSide } from './menu-items.ts';
import type { Way } from './walk.ts';

interface GraphActions {
  chosen(): number | undefined;
  walk(way: Way): void;
  /** Moves down or up in the list of tasks that unblock most. */
  rank(by: 1 | -1): void;
  zoom(by: 1 | -1): void;
  menu(): void;
  pick(side: LinkSide): void;
}

/** Binds keys for everything that a pointer can do in the drawing. */
export function useGraphKeys({ chosen, walk, rank, zoom, menu, pick }: GraphActions): void {
  const onChosen = (run: (id: number) => void) => () => {
    const id = chosen();
    if (id !== undefined) run(id);
  };
  useKeys('Graph', [
    ['ArrowLeft', 'What it waits for', () => walk('left')],
    ['ArrowRight', 'What waits for it', () => walk('right')],
    ['ArrowUp', 'Above in its wave', () => walk('up')],
    ['ArrowDown', 'Below in its wave', () => walk('down')],
    ['j', 'Next of what unblocks most', () => rank(1)],
    ['k', 'Previous of what unblocks most', () => rank(-1)],
    ['Enter', 'Open the task', onChosen((id) => go(hrefOf('task', [id])))],
    ['m', 'What can be done with it', onChosen(() => menu())],
    ['a', 'It waits for …', onChosen(() => pick('before'))],
    ['A', 'It is waited for by …', onChosen(() => pick('after'))],
    ['+', 'Larger', () => zoom(1)],
    ['-', 'Smaller', () => zoom(-1)],
    ['0', 'All of it', () => goQuery({ zoom: 'fit' })],
    ['1', 'Full size', () => goQuery({ zoom: '100' })],
    ['v', 'Drawing or list', () => goQuery({ as: listed() ? '' : 'list' })],
  ]);
}

const listed = () => new URLSearchParams(location.search).get('as') === 'list';
