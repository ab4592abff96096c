import { useSignal } from '@preact/signals';
import { useRead } from '../../data/live.ts';
import { fitting } from '../../parts/forms/filter-choices.ts';
import { Finder } from '../../parts/forms/finder.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Keys } from '../keys/keys-page.tsx';
import { close } from '../overlay.ts';
import { choicesOf, type PaletteChoice, taskChoice } from './palette-choices.ts';
import { usePaletteTasks } from './palette-tasks.ts';

/** Input of the command that lists runs: unfinished runs first, then the newest finished ones. */
const RUNS = { all: true, limit: 100 };

/** A dialog in which typed words find commands, views, tasks and runs. */
export function Palette() {
  const words = useSignal('');
  const { listed, searched } = usePaletteTasks(words.value);
  const runs = useRead('run_list', RUNS, { kinds: ['run'] }).value.value?.runs ?? [];
  // The server's results come last, so that the selected row keeps its place.
  const found = [...fitting(choicesOf(listed, runs), words.value), ...searched.map(taskChoice)];
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
