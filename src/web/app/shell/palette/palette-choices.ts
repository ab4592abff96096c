import { isInReview } from '../../../../domain/runs/run-states.ts';
import { shownState, stateLabel } from '../../../../domain/state-words.ts';
import { allows, type Verb } from '../../../../runs/lifecycle/transitions.ts';
import type { Run } from '../../data/types.ts';
import { THEMES, theme } from '../appearance.ts';
import { bindings } from '../keys/keys.ts';
import { logOutBrowser } from '../log-in.ts';
import { notifies, setNotifies } from '../notices/desktop.ts';
import { open } from '../overlay.ts';
import { go, hrefOf, route } from '../route.ts';
import { VIEWS } from '../views.ts';
import { exportTasks, importTasks } from './exchange.ts';

export interface PaletteChoice {
  id: string;
  kind: 'do' | 'go' | 'task' | 'run';
  title: string;
  keys?: string;
  run(): void;
}

/** Returns all rows of the palette: views, key bindings, themes, runs with their actions, and open tasks. */
export function choicesOf(tasks: readonly Named[], runs: readonly FoundRun[]): PaletteChoice[] {
  const event = new KeyboardEvent('keydown');
  const views = VIEWS.filter(({ icon }) => icon).map(
    ({ path, title, about, key }): PaletteChoice => ({
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
      ({ keys, title, run }): PaletteChoice => ({
        id: `do ${keys} ${title}`,
        kind: 'do',
        title,
        keys,
        run: () => run(event),
      }),
    );
  const themes = THEMES.map(
    (name): PaletteChoice => ({
      id: `theme ${name}`,
      kind: 'do',
      title: `Appearance: ${name}`,
      run: () => {
        theme.value = name;
      },
    }),
  );
  const notices: PaletteChoice = {
    id: 'notices',
    kind: 'do',
    title: `Turn desktop notices ${notifies.value ? 'off' : 'on'}`,
    run: () => void setNotifies(!notifies.value),
  };
  const out: PaletteChoice = {
    id: 'log out',
    kind: 'do',
    title: 'Log out this browser',
    run: () => void logOutBrowser(),
  };
  return [
    ...views,
    ...done,
    ...themes,
    notices,
    ...EXCHANGE,
    ...splitChoice(),
    out,
    ...runs.flatMap(runChoices),
    ...tasks.map(taskChoice),
  ];
}

/** Commands without a key. */
const EXCHANGE: readonly PaletteChoice[] = [
  { id: 'export', kind: 'do', title: 'Export all tasks to a file', run: () => void exportTasks() },
  { id: 'import', kind: 'do', title: 'Import tasks from a file', run: () => importTasks('file') },
  { id: 'import folder', kind: 'do', title: 'Import tasks from a folder', run: () => importTasks('folder') },
];

/** Returns the row that splits the shown task, if a task is shown. */
function splitChoice(): PaletteChoice[] {
  const { view, rest } = route.value;
  const [id] = rest;
  if (view !== 'task' || id === undefined) return [];
  return [{ id: 'split', kind: 'do', title: `Split #${id} into subtasks`, run: () => open('split') }];
}

interface Named {
  id: number;
  description: string;
}

export function taskChoice({ id, description }: Named): PaletteChoice {
  return { id: `task ${id}`, kind: 'task', title: `#${id} ${description}`, run: () => go(hrefOf('task', [id])) };
}

export interface FoundRun {
  run: Pick<Run, 'id' | 'state'>;
  description: string;
}

/**
 * Actions on runs. The palette only opens the page with the action's button, so that a person sees the run before the
 * decision.
 */
const ACTS: readonly { verb: Verb; title: string; view: 'run' | 'review' }[] = [
  { verb: 'approve', title: 'Approve', view: 'review' },
  { verb: 'request_changes', title: 'Request changes to', view: 'review' },
  { verb: 'answer', title: 'Answer', view: 'run' },
  { verb: 'resume', title: 'Resume', view: 'run' },
  { verb: 'stop', title: 'Stop', view: 'run' },
  { verb: 'discard', title: 'Discard', view: 'run' },
  { verb: 'hand_off', title: 'Give to a person', view: 'run' },
];

function runChoices({ run, description }: FoundRun): PaletteChoice[] {
  const { id, state } = run;
  const choice = (name: string, title: string, view: 'run' | 'review'): PaletteChoice => ({
    id: `run ${id} ${name}`,
    kind: name === 'open' ? 'run' : 'do',
    title,
    run: () => go(hrefOf(view, [id])),
  });
  return [
    choice('open', `${id} ${stateLabel(shownState(run))}: ${description}`, isInReview(state) ? 'review' : 'run'),
    ...ACTS.filter(({ verb }) => allows(verb, run)).map(({ verb, title, view }) =>
      choice(verb, `${title} ${id} ${description}`, view),
    ),
  ];
}
