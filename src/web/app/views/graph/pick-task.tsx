import { useSignal } from '@preact/signals';
import { fitting } from '../../parts/forms/filter-choices.ts';
import { Finder } from '../../parts/forms/finder.tsx';
import { useListed } from '../../shell/palette/palette-tasks.ts';

interface Choice {
  id: number;
  title: string;
}

interface Props {
  title: string;
  /** Tasks to leave out. */
  not: ReadonlySet<number>;
  onPick(id: number): void;
  onClose(): void;
}

/** A dialog that finds a task by number or by letters of its description. */
export function PickTask({ title, not, onPick, onClose }: Props) {
  const words = useSignal('');
  const choices = (useListed()?.tasks ?? [])
    .filter(({ id }) => !not.has(id))
    .map(({ id, description }): Choice => ({ id, title: `#${id} ${description}` }));
  const found = fitting(choices, words.value.trim());
  return (
    <Finder
      title={title}
      placeholder={`${title} … number or words`}
      list="Tasks"
      none="No open task is called that."
      words={words.value}
      found={found.length > 0 ? found : numbered(words.value)}
      row={(choice) => <span class="choice-title clip rest">{choice.title}</span>}
      onWords={(text) => (words.value = text)}
      onPick={({ id }) => onPick(id)}
      onClose={onClose}
    />
  );
}

/** Offers a number that is not among the loaded tasks. Only the server knows whether the task exists. */
function numbered(words: string): readonly Choice[] {
  const [, number] = /^#?(\d{1,9})$/.exec(words.trim()) ?? [];
  return number ? [{ id: Number(number), title: `Task #${number}` }] : [];
}
