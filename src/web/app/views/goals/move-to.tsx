import { useSignal } from '@preact/signals';
import { fitting } from '../../parts/forms/filter-choices.ts';
import { Finder } from '../../parts/forms/finder.tsx';
import { type GoalNode, KIND_WORDS } from '../../parts/goal/marks.tsx';
import { fits } from './drag.ts';
import type { Moved, Plan } from './model.ts';

interface Props {
  moved: Moved;
  plan: Plan;
  /** Gets undefined for the top. */
  onPick(under: GoalNode | undefined): void;
  onClose(): void;
}

/** A dialog that moves a record or a task below another record, found by id or words of its name. */
export function MoveTo({ moved, plan, onPick, onClose }: Props) {
  const words = useSignal('');
  const places = plan.nodes.filter(
    (node) => fits(moved, node.kind) && node.kind !== 'vision' && !node.closed && !isNow(moved, node),
  );
  const choices = [
    ...places.map((node) => ({ id: node.id, title: `${node.id} ${node.title}`, node })),
    { id: '', title: 'task' in moved ? 'No goal' : 'The top of the tree', node: undefined },
  ];
  const name = 'task' in moved ? `#${moved.task.id}` : moved.node.id;
  return (
    <Finder
      title={`Move ${name} below`}
      placeholder={`Move ${name} below … id or words`}
      list="Places"
      none="Nothing matches."
      words={words.value}
      found={words.value.trim() ? fitting(choices, words.value.trim()) : choices}
      row={({ title, node }) => (
        <>
          <span class="faint small rigid">{node ? KIND_WORDS[node.kind] : ''}</span>
          <span class="choice-title clip rest">{title}</span>
        </>
      )}
      onWords={(text) => (words.value = text)}
      onPick={({ node }) => onPick(node)}
      onClose={onClose}
    />
  );
}

/** Checks whether the thing is there already. */
function isNow(moved: Moved, node: GoalNode): boolean {
  return 'task' in moved ? moved.task.goal === node.id : moved.node.under.includes(node.id);
}
