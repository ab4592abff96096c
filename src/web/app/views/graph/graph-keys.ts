import { useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf } from '../../shell/route.ts';
import type { LinkSide } from './menu-items.ts';
import type { Way } from './walk.ts';

interface GraphActions {
  chosen(): number | undefined;
  walk(way: Way): void;
  /** Moves down or up in the list of tasks that block most others. */
  rank(by: 1 | -1): void;
  zoom(by: 1 | -1): void;
  menu(): void;
  pick(side: LinkSide): void;
}

/** Binds keys for all actions that a pointer can do in the drawing. */
export function useGraphKeys({ chosen, walk, rank, zoom, menu, pick }: GraphActions): void {
  const onChosen = (run: (id: number) => void) => () => {
    const id = chosen();
    if (id !== undefined) run(id);
  };
  useKeys('Graph', [
    ['ArrowLeft', 'Task that blocks it', () => walk('left')],
    ['ArrowRight', 'Task that it blocks', () => walk('right')],
    ['ArrowUp', 'Task above in the wave', () => walk('up')],
    ['ArrowDown', 'Task below in the wave', () => walk('down')],
    ['j', 'Next of the tasks that unblock most', () => rank(1)],
    ['k', 'Previous of the tasks that unblock most', () => rank(-1)],
    ['Enter', 'Open the task', onChosen((id) => go(hrefOf('task', [id])))],
    ['m', 'Open the menu of the task', onChosen(() => menu())],
    ['a', 'Add a task that blocks it', onChosen(() => pick('before'))],
    ['A', 'Add a task that it blocks', onChosen(() => pick('after'))],
    ['+', 'Zoom in', () => zoom(1)],
    ['-', 'Zoom out', () => zoom(-1)],
    ['0', 'Fit the window', () => goQuery({ zoom: 'fit' })],
    ['1', 'Full size', () => goQuery({ zoom: '100' })],
    ['v', 'Switch between drawing and list', () => goQuery({ as: listed() ? '' : 'list' })],
  ]);
}

const listed = () => new URLSearchParams(location.search).get('as') === 'list';
