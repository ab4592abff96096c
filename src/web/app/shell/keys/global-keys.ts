import { COMMON_KEYS, type CommonAct } from '../../../../report/board/keys.ts';
import { undoLast } from '../../data/act.ts';
import { open } from '../overlay.ts';
import { go, hrefOf } from '../route.ts';
import { VIEWS } from '../views.ts';
import { focus, type Key, useKeys } from './keys.ts';

const COMMON: Readonly<Record<CommonAct, () => void>> = {
  add: () => open('quick-add'),
  keys: () => open('keys'),
  undo: () => void undoLast('task_undo'),
  redo: () => void undoLast('task_redo'),
  filter: () => focus('[data-filter]'),
};

/** Binds the keys that work in every view. */
export function useGlobalKeys(): void {
  useKeys('Everywhere', [
    ['mod+k', 'Search and commands', () => open('palette')],
    ...COMMON_KEYS.map(({ keys, title, act }): Key => [keys, title, COMMON[act]]),
  ]);
  useKeys(
    'Go to',
    VIEWS.flatMap(({ key, title, path }): Key[] => (key ? [[`g ${key}`, title, () => go(hrefOf(path))]] : [])),
  );
}
