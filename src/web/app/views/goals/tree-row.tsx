import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { measureText } from '../../../../goals/measure.ts';
import type { TreeRow } from '../../../../report/goals/tree-rows.ts';
import { act } from '../../data/act.ts';
import { Gaps, LEVEL_WORDS } from '../../parts/goal/gaps.tsx';
import { GoalLink, KIND_WORDS } from '../../parts/goal/marks.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { StateView, stateClass } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { dateText } from '../../parts/units/time.ts';
import { Due } from '../../parts/units/when.tsx';
import { go, hrefOf } from '../../shell/route.ts';
import { dragRow, overRow } from './drag.ts';
import type { Tree } from './model.ts';
import { indentOf } from './model.ts';

/** A record as a row of the tree, with its gaps below it if the reader asked for them. */
export function TreeRowView({ row, tree }: { row: TreeRow; tree: Tree }) {
  const { key, node, depth, hasChildren, isOpen, above } = row;
  const { id, kind, state, open, done, gaps, by } = node;
  const { metric: measure, baseline, target: aim, current } = node;
  const measured = measureText({ measure, baseline, target: aim, by, readings: current && [current] }, dateText);
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(row);
  latest.current = row;
  const focusable = useComputed(() => tree.at.value === key).value;
  const target = useComputed(() => (overRow.value?.key === key ? overRow.value : undefined)).value;
  const shown = useComputed(() => tree.gaps.value === key).value;
  const canFold = hasChildren || (kind === 'goal' && open > 0);
  useEffect(
    () =>
      dragRow(ref.current!, {
        key,
        moved: () => (kind === 'vision' ? undefined : { node: latest.current.node, from: latest.current.above?.id }),
        target: () => latest.current.node,
        drop: tree.drop,
      }),
    [key],
  );
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the view binds the keys. */}
      <div
        ref={ref}
        role="treeitem"
        aria-level={depth + 1}
        aria-expanded={canFold ? isOpen : undefined}
        aria-selected={focusable}
        tabIndex={focusable ? 0 : -1}
        style={indentOf(depth)}
        class={`tree-row line-text gap-8 ${target ? (target.fits ? 'is-target' : 'is-refused') : ''}`}
        data-key={key}
        data-id={id}
        data-above={above?.id}
        onFocus={() => (tree.at.value = key)}
        onClick={({ target: clicked, currentTarget }) => {
          if (!(clicked as Element).closest('a, button')) currentTarget.focus();
        }}
      >
        {canFold ? (
          <button
            type="button"
            class={`tree-fold ${isOpen ? 'is-open' : ''}`}
            tabIndex={-1}
            aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${id}`}
            onClick={() => tree.fold(key, !isOpen)}
          >
            <Icon name="right" size={12} />
          </button>
        ) : (
          <span class="tree-fold" />
        )}
        <span class="tree-kind faint small rigid">{KIND_WORDS[kind]}</span>
        <span class="tree-title slim rest">
          <GoalLink of={node} look="row-name anywhere" focusable={focusable} />
          <span class="facts">
            <span>{id}</span>
            {state && (
              <span>
                <StateView of={state} />
              </span>
            )}
            {measured && <span>{visible(measured)}</span>}
            {open + done > 0 && (
              <span>
                {done} of {countOf(open + done, 'task')} done
              </span>
            )}
            {by && state && !node.closed && <Due at={by} />}
          </span>
        </span>
        {gaps && (
          <button
            type="button"
            class={stateClass(LEVEL_WORDS[gaps.level])}
            tabIndex={focusable ? 0 : -1}
            aria-expanded={shown}
            onClick={() => (tree.gaps.value = shown ? undefined : key)}
          >
            {countOf(gaps.count, 'gap')}
          </button>
        )}
        <MenuButton label={`Actions on ${id}`} items={itemsOf(row, tree)}>
          <Icon name="more" />
        </MenuButton>
        {kind !== 'vision' && kind !== 'pillar' && (
          <button type="button" hidden tabIndex={-1} data-move onClick={() => tree.ask({ node, from: above?.id })} />
        )}
      </div>
      {shown && (
        <div class="tree-gaps" style={indentOf(depth)} role="none">
          <Gaps id={id} label={`Gaps of ${id}`} />
        </div>
      )}
    </>
  );
}

function itemsOf({ key, node, above }: TreeRow, tree: Tree): MenuItem[] {
  const { id, kind } = node;
  const moves = kind !== 'vision' && kind !== 'pillar';
  return [
    { title: 'Open', run: () => go(hrefOf('goal', [id])) },
    ...(moves ? [{ title: 'Move below …', run: () => tree.ask({ node, from: above?.id }) }] : []),
    ...(kind === 'goal' ? [] : [{ title: 'Add below …', run: () => tree.add(node) }]),
    ...(kind === 'vision'
      ? []
      : [
          { title: 'Move up', run: () => tree.rank(key, -1) },
          { title: 'Move down', run: () => tree.rank(key, 1) },
        ]),
    { title: 'Archive', run: () => void act('goal_archive', { ids: [id] }, { done: `Archived ${id}`, undo: true }) },
  ];
}
