import type { GraphNode } from './answer.ts';
import { addDependency } from './link.ts';
import type { LinkSide } from './menu-items.ts';
import { PickTask } from './pick-task.tsx';

interface Props {
  node: GraphNode;
  /** On which side of it the other one is to stand. */
  side: LinkSide;
  onClose(): void;
  /** It was done, or refused with its reason. */
  onLinked(node: GraphNode): void;
}

/** Makes a task wait for another one, or another one for it. */
export function LinkTask({ node, side, onClose, onLinked }: Props) {
  return (
    <PickTask
      title={side === 'before' ? `#${node.id} waits for` : `#${node.id} is waited for by`}
      not={new Set([node.id])}
      onClose={onClose}
      onPick={(other) => {
        onClose();
        const linked = side === 'before' ? addDependency(node.id, other) : addDependency(other, node.id);
        void linked.then(() => onLinked(node));
      }}
    />
  );
}
