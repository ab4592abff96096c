import { nounFor } from '../../../../base/amounts.ts';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { StateView, toneClass } from '../../parts/task/state.tsx';
import { countText } from '../../parts/units/time.ts';
import { hrefOf } from '../../shell/route.ts';
import type { ShownNode } from './answer.ts';
import { NODE } from './layout.ts';
import { spanText } from './words.ts';

interface Props {
  node: ShownNode;
  words: string;
  place: { x: number; y: number };
  /** Width in pixels. */
  width: number;
  /** Whether the task is in the chain of the task under the pointer; undefined without one. */
  lit: boolean | undefined;
  /** Whether the drawing is too small for text. */
  small: boolean;
  chosen: boolean;
  /** Whether this task is connected with the selected task. */
  near: boolean;
  items: (() => MenuItem[]) | undefined;
  menu: { value: boolean };
  onFocus(): void;
  onOver(): void;
  onOut(): void;
}

export function NodeView({
  node,
  words,
  place,
  width,
  lit,
  small,
  chosen,
  near,
  items,
  menu,
  onFocus,
  onOver,
  onOut,
}: Props) {
  const { id, description, state, estimateMs, holdsUp, critical, along, gone } = node;
  const marks = [
    critical && 'is-critical',
    along && 'is-along',
    chosen && 'is-chosen',
    near && 'is-near',
    lit === false && 'is-dim',
  ];
  const style = { left: `${place.x}px`, top: `${place.y}px`, width: `${width}px`, height: `${NODE.height}px` };
  return (
    <div
      class={['graph-node', ...marks].filter(Boolean).join(' ')}
      style={style}
      onPointerEnter={onOver}
      onPointerLeave={onOut}
    >
      <a
        href={hrefOf('task', [id])}
        data-node={id}
        aria-label={small ? words : undefined}
        aria-current={chosen ? 'true' : undefined}
        tabIndex={chosen ? 0 : -1}
        class={small ? toneClass(state) : undefined}
        onFocus={onFocus}
      >
        {!small && (
          <>
            <span class="unseen">{words}</span>
            <span class="line gap-6" aria-hidden="true">
              <span class="task-link">#{id}</span>
              <StateView of={state} />
              {gone && (
                <span class="bad" title="A dependency no longer exists">
                  <Icon name="failure" size={12} />
                </span>
              )}
              <span class="facts is-line rest slim">
                {estimateMs !== undefined && <span class="figures">{spanText(estimateMs)}</span>}
                {holdsUp && <span class="holds">{`blocks ${countText(holdsUp)} ${nounFor(holdsUp, 'task')}`}</span>}
              </span>
            </span>
            <span class="graph-node-title" aria-hidden="true">
              {description}
            </span>
          </>
        )}
      </a>
      {items && !small && (
        <MenuButton label={`Menu of #${id}`} items={items()} {...(chosen ? { open: menu } : {})}>
          <Icon name="more" />
        </MenuButton>
      )}
    </div>
  );
}
