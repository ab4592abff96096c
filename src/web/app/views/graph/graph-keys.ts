import { type Binding, useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf } from '../../shell/route.ts';
import type { Side } from './menu-items.ts';
import type { Way } from './walk.ts';

interface Hands {
  chosen(): number | undefined;
  walk(way: Way): void;
  /** Down or up in what unblocks most. */
  rank(by: 1 | -1): void;
  zoom(by: 1 | -1): void;
  menu(): void;
  pick(side: Side): void;
}

/** Everything that a pointer can do in the drawing, by keys. */
export function useGraphKeys(hands: Hands): void {
  const of = 'Graph';
  const act = (keys: string, title: string, run: (hands: Hands) => void): Binding => ({
    keys,
    title,
    of,
    run: () => run(hands),
  });
  const onChosen = (keys: string, title: string, run: (hands: Hands, id: number) => void) =>
    act(keys, title, (its) => {
      const id = its.chosen();
      if (id !== undefined) run(its, id);
    });
  useKeys([
    act('ArrowLeft', 'What it waits for', ({ walk }) => walk('left')),
    act('ArrowRight', 'What waits for it', ({ walk }) => walk('right')),
    act('ArrowUp', 'Above in its wave', ({ walk }) => walk('up')),
    act('ArrowDown', 'Below in its wave', ({ walk }) => walk('down')),
    act('j', 'Next of what unblocks most', ({ rank }) => rank(1)),
    act('k', 'Previous of what unblocks most', ({ rank }) => rank(-1)),
    onChosen('Enter', 'Open the task', (_, id) => go(hrefOf('task', [id]))),
    onChosen('m', 'What can be done with it', ({ menu }) => menu()),
    onChosen('a', 'It waits for …', ({ pick }) => pick('before')),
    onChosen('A', 'It is waited for by …', ({ pick }) => pick('after')),
    act('+', 'Larger', ({ zoom }) => zoom(1)),
    act('-', 'Smaller', ({ zoom }) => zoom(-1)),
    act('0', 'All of it', () => goQuery({ zoom: 'fit' })),
    act('1', 'Full size', () => goQuery({ zoom: '100' })),
    act('v', 'Drawing or list', () => goQuery({ as: listed() ? '' : 'list' })),
  ]);
}

const listed = () => new URLSearchParams(location.search).get('as') === 'list';
