import { useSignal } from '@preact/signals';
import { fitting } from '../../parts/forms/filter-choices.ts';
import { Finder } from '../../parts/forms/finder.tsx';
import { useListed } from '../../shell/palette/palette-tasks.ts';
import type { ShownNode } from './answer.ts';
import type { LinkSide } from './menu-items.ts';
import { addDependency } from './menu-items.ts';

interface Choice {
  id: number;
  title: string;
}

interface Props {
  node: ShownNode;
  /** The side of `node` on which the dependency is added. */
  side: LinkSide;
  onClose(): void;
  /** Called after the request, even if the server refused it. */
  onLinked(node: ShownNode): void;
}

/** A dialog that adds a dependency between `node` and another task, found by number or by letters of its description. */
export function LinkTask({ node, side, onClose, onLinked }: Props) {
  const words = useSignal('');
  const choices = (useListed()?.tasks ?? [])
    .filter(({ id }) => id !== node.id)
    .map(({ id, description }): Choice => ({ id, title: `#${id} ${description}` }));
  const found = fitting(choices, words.value.trim());
  const title = side === 'before' ? `#${node.id} is blocked by` : `#${node.id} blocks`;
  return (
    <Finder
      title={title}
      placeholder={`${title} … number or words`}
      list="Tasks"
      none="No open task matches."
      words={words.value}
      found={found.length > 0 ? found : numbered(words.value)}
      row={(choice) => <span class="choice-title clip rest">{choice.title}</span>}
      onWords={(text) => (words.value = text)}
      onPick={({ id: other }) => {
        onClose();
        const linked = side === 'before' ? addDependency(node.id, other) : addDependency(other, node.id);
        void linked.then(() => onLinked(node));
      }}
      onClose={onClose}
    />
  );
}

/** Returns a choice for a task number that isn't loaded. Only the server can check whether this task exists. */
function numbered(words: string): readonly Choice[] {
  const [, number] = /^#?(\d{1,9})$/.exec(words.trim()) ?? [];
  return number ? [{ id: Number(number), title: `Task #${number}` }] : [];
}
