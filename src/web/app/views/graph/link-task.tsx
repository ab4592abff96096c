import type { GraphNode } from './answer.ts';
import { addDependency } from './link.ts';
import type { LinkSide } from './menu-items.ts';
import { PickTask } from './pick-task.tsx';

interface Props {
  node: GraphNode;
  /** The side of `node` where the other task goes. */
  side: LinkSide;
  onClose(): void;
  /** Called after the attempt, even if the server refused it. */
  onLinked(node: GraphNode): void;
}

/** A dialog that adds a dependency between `node` and another task. */
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
