import { undoLast } from '../../data/act.ts';
import { open } from '../overlay.ts';
import { go, hrefOf } from '../route.ts';
import { VIEWS } from '../views.ts';
import { focus, type Key, useKeys } from './keys.ts';

/** Binds the keys that work in every view. */
export function useGlobalKeys(): void {
  useKeys('Everywhere', [
    ['mod+k', 'Search and commands', () => open('palette')],
    ['c', 'New task', () => open('quick-add')],
    ['?', 'Show the keys', () => open('keys')],
    ['u', 'Undo your last change', () => void undoLast('task_undo')],
    ['U', 'Redo your last undo', () => void undoLast('task_redo')],
    ['/', 'Go to the filter', () => focus('[data-filter]')],
  ]);
  useKeys(
    'Go to',
    VIEWS.flatMap(({ key, title, path }): Key[] => (key ? [[`g ${key}`, title, () => go(hrefOf(path))]] : [])),
  );
}
