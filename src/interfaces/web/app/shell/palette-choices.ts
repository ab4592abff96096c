import { bindings } from './keys.ts';
import { goOut } from './login.ts';
import { go, hrefOf } from './route.ts';
import { THEMES, theme } from './theme.ts';
import { VIEWS } from './views.ts';

/** Something that the palette can do. */
export interface Choice {
  id: string;
  kind: 'do' | 'go' | 'task';
  title: string;
  keys?: string;
  run(): void;
}

/** Everything there is to choose: what keys do here, the views, the open tasks. */
export function choicesOf(tasks: readonly { id: number; description: string }[]): Choice[] {
  const event = new KeyboardEvent('keydown');
  const views = VIEWS.filter(({ icon }) => icon).map(
    ({ path, title, about, key }): Choice => ({
      id: `go ${path}`,
      kind: 'go',
      title: `${title}: ${about}`,
      ...(key ? { keys: `g ${key}` } : {}),
      run: () => go(hrefOf(path)),
    }),
  );
  const done = bindings()
    .filter(({ of, keys }) => of !== 'Go to' && keys !== 'mod+k')
    .map(
      ({ keys, title, run }): Choice => ({ id: `do ${keys} ${title}`, kind: 'do', title, keys, run: () => run(event) }),
    );
  const themes = THEMES.map(
    (name): Choice => ({
      id: `theme ${name}`,
      kind: 'do',
      title: `Appearance: ${name}`,
      run: () => {
        theme.value = name;
      },
    }),
  );
  const out: Choice = { id: 'log out', kind: 'do', title: 'Log out this browser', run: () => void goOut() };
  return [...views, ...done, ...themes, out, ...tasks.map(taskChoice)];
}

export function taskChoice({ id, description }: { id: number; description: string }): Choice {
  return { id: `task ${id}`, kind: 'task', title: `#${id} ${description}`, run: () => go(hrefOf('task', [id])) };
}
