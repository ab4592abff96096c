import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isInReview } from '../../../../domain/runs/run-states.ts';
import { shownState, stateLabel } from '../../../../domain/state-words.ts';
import { allows, type Verb } from '../../../../runs/lifecycle/transitions.ts';
import type { FormRow } from '../../../sdk/form.ts';
import { board } from '../../data/api.ts';
import { useRead } from '../../data/live.ts';
import type { Run } from '../../data/types.ts';
import { fitting } from '../../parts/forms/filter-choices.ts';
import { Finder } from '../../parts/forms/finder.tsx';
import { Icon } from '../../parts/icon.tsx';
import { THEMES, theme } from '../appearance.ts';
import { bindings } from '../keys/keys.ts';
import { Keys } from '../keys/keys-page.tsx';
import { logOutBrowser } from '../log-in.ts';
import { notifies, setNotifies } from '../notices/desktop.ts';
import { close, open } from '../overlay.ts';
import { go, hrefOf, route } from '../route.ts';
import { VIEWS } from '../views.ts';
import { exportTasks, importTasks } from './exchange.ts';
import { usePaletteTasks } from './palette-tasks.ts';

/** Input of the command that lists runs: unfinished runs first, then the newest finished ones. */
const RUNS = { all: true, limit: 100 };

/** A dialog in which typed words find commands, views, tasks and runs. */
export function Palette() {
  const words = useSignal('');
  const { listed, searched } = usePaletteTasks(words.value);
  const runs = useRead('run_list', RUNS, { kinds: ['run'] }).value.value?.runs ?? [];
  // The server's results come last, so that the selected row keeps its place.
  const choices = [...choicesOf(listed, runs), ...(words.value === '' ? [] : forms.value.map(formChoice))];
  const found = [...fitting(choices, words.value), ...searched.map(taskChoice)];
  useEffect(() => void loadForms(), []);
  const run = (choice: PaletteChoice) => {
    close();
    // The action runs after the dialog has returned the focus, because the action can move the focus.
    requestAnimationFrame(() => setTimeout(choice.run));
  };
  return (
    <Finder
      title="Search and commands"
      placeholder="Type a command, view, task or run"
      list="Found"
      none="Nothing matches."
      icon={<Icon name="search" />}
      words={words.value}
      found={found}
      row={({ kind, title, keys }) => (
        <>
          <span class="choice-kind faint small rigid">{kind}</span>
          <span class="choice-title clip rest">{title}</span>
          {keys && <Keys of={keys} />}
        </>
      )}
      onWords={(text) => (words.value = text)}
      onPick={run}
      onClose={close}
    />
  );
}

interface PaletteChoice {
  id: string;
  kind: 'do' | 'go' | 'task' | 'run';
  title: string;
  keys?: string;
  run(): void;
}

/** Returns all rows of the palette: views, key bindings, themes, runs with their actions, and open tasks. */
function choicesOf(tasks: readonly Named[], runs: readonly FoundRun[]): PaletteChoice[] {
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

/** The commands of the server, once they are loaded. */
const forms = signal<readonly FormRow[]>([]);

/** Loads them at the first palette. Without an answer, the palette has all but these. */
async function loadForms(): Promise<void> {
  if (forms.value.length === 0) forms.value = await board.forms().catch(() => []);
}

const formChoice = ({ name, title }: FormRow): PaletteChoice => ({
  id: `form ${name}`,
  kind: 'do',
  title: `${title} …`,
  run: () => go(hrefOf('command', [name])),
});

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

function taskChoice({ id, description }: Named): PaletteChoice {
  return { id: `task ${id}`, kind: 'task', title: `#${id} ${description}`, run: () => go(hrefOf('task', [id])) };
}

interface FoundRun {
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
