import { useSignal } from '@preact/signals';
import { Finder } from '../parts/finder.tsx';
import { fitting } from '../parts/fitting.ts';
import { Icon } from '../parts/icon.tsx';
import { Keys } from './keys-page.tsx';
import { close } from './open.ts';
import { type Choice, choicesOf, taskChoice } from './palette-choices.ts';
import { usePaletteTasks } from './palette-tasks.ts';

/** Words find commands, views and tasks. */
export function Palette() {
  const words = useSignal('');
  const { listed, searched } = usePaletteTasks(words.value);
  // What the server found comes last, so that what is chosen stays where it is.
  const found = [...fitting(choicesOf(listed), words.value), ...searched.map(taskChoice)];
  const run = (choice: Choice) => {
    close();
    // When the window is gone and the focus is back where it was: what is chosen may put it elsewhere.
    requestAnimationFrame(() => setTimeout(choice.run));
  };
  return (
    <Finder
      title="Search and commands"
      placeholder="A command, a view, a task …"
      list="Found"
      none="Nothing is called that."
      icon={<Icon name="search" />}
      words={words.value}
      found={found}
      row={({ kind, title, keys }) => (
        <>
          <span class="choice-kind">{kind}</span>
          <span class="choice-title">{title}</span>
          {keys && <Keys of={keys} />}
        </>
      )}
      onWords={(text) => {
        words.value = text;
      }}
      onPick={run}
      onClose={close}
    />
  );
}
