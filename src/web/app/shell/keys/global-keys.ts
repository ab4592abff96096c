import { takeBackLast } from '../../data/act.ts';
import { open } from '../overlay.ts';
import { go, hrefOf } from '../route.ts';
import { VIEWS } from '../views.ts';
import { useKeys } from './keys.ts';

/** Keys that mean the same everywhere. */
export function useGlobalKeys(): void {
  useKeys([
    { keys: 'mod+k', title: 'Search and commands', of: 'Everywhere', run: () => open('palette') },
    { keys: 'c', title: 'New task', of: 'Everywhere', run: () => open('quick-add') },
    { keys: '?', title: 'These keys', of: 'Everywhere', run: () => open('keys') },
    { keys: 'u', title: 'Undo your last change', of: 'Everywhere', run: () => void takeBackLast('task_undo') },
    { keys: 'U', title: 'Redo what you undid last', of: 'Everywhere', run: () => void takeBackLast('task_redo') },
    {
      keys: '/',
      title: 'To the filter',
      of: 'Everywhere',
      run: () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
    },
    ...VIEWS.flatMap(({ key, title, path }) =>
      key ? [{ keys: `g ${key}`, title, of: 'Go to', run: () => go(hrefOf(path)) }] : [],
    ),
  ]);
}
