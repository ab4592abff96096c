import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type GoalTask, GoalTaskView, MoreTasks, useOpenTasks } from '../../parts/goal/open-tasks.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { dragRow } from './drag.ts';
import type { GoalsAnswer, Tree } from './model.ts';
import { indentOf } from './model.ts';

interface Props {
  /** The filter of the tasks, without their status. */
  filter: string;
  /** Key of the row above. */
  above: string;
  level: number;
  tree: Tree;
}

/** The first open tasks of a filter, as rows of the tree. */
export function TaskBranch({ filter, above, level, tree }: Props) {
  const open = useOpenTasks(filter);
  return (
    <>
      <Unanswered of={open.asked} />
      {open.tasks.map((task) => (
        <TaskRow key={task.uuid} task={task} above={above} level={level} tree={tree} />
      ))}
      <MoreTasks of={open} class="tree-more small" style={indentOf(level - 1)} />
    </>
  );
}

function TaskRow({ task, above, level, tree }: { task: GoalTask } & Omit<Props, 'filter'>) {
  const key = `${above}/#${task.id}`;
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(task);
  latest.current = task;
  const focusable = useComputed(() => tree.at.value === key).value;
  useEffect(
    () =>
      dragRow(ref.current!, {
        key,
        moved: () => ({ task: latest.current }),
        target: () => undefined,
        drop: tree.drop,
      }),
    [key],
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the view binds the keys.
    <div
      ref={ref}
      role="treeitem"
      aria-level={level}
      aria-selected={focusable}
      tabIndex={focusable ? 0 : -1}
      class="tree-row line-text gap-8"
      style={indentOf(level - 1)}
      data-key={key}
      data-id={`#${task.id}`}
      onFocus={() => (tree.at.value = key)}
      onClick={({ target, currentTarget }) => {
        if (!(target as Element).closest('a, button')) currentTarget.focus();
      }}
    >
      <span class="tree-fold" />
      <span class="tree-kind faint small rigid">#{task.id}</span>
      <GoalTaskView task={task} focusable={focusable} />
      <button
        type="button"
        class="icon-button"
        tabIndex={focusable ? 0 : -1}
        data-move
        aria-label={`Move #${task.id} below a goal`}
        title="Move below a goal (m)"
        onClick={() => tree.ask({ task })}
      >
        <Icon name="handoff" />
      </button>
    </div>
  );
}

/** The open tasks that no goal has: those without a reason, and upkeep. */
export function OtherTasks({ ratio: { open, traced, upkeep }, tree }: { ratio: GoalsAnswer['ratio']; tree: Tree }) {
  return (
    <>
      <Branch name="Without a goal" count={open - traced} filter="-TRACED" tree={tree} />
      <Branch name="Upkeep" count={upkeep} filter="+UPKEEP" tree={tree} />
    </>
  );
}

function Branch({ name, count, filter, tree }: { name: string; count: number; filter: string; tree: Tree }) {
  const focusable = useComputed(() => tree.at.value === filter).value;
  const isOpen = useComputed(() => tree.folds.value.get(filter) ?? false).value;
  if (count === 0) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the view binds the keys. */}
      <div
        role="treeitem"
        aria-level={1}
        aria-expanded={isOpen}
        aria-selected={focusable}
        tabIndex={focusable ? 0 : -1}
        class="tree-row line-text gap-8"
        data-key={filter}
        data-id={filter}
        onFocus={() => (tree.at.value = filter)}
        onClick={() => tree.fold(filter, !isOpen)}
      >
        <span class={`tree-fold ${isOpen ? 'is-open' : ''}`}>
          <Icon name="right" size={12} />
        </span>
        <span class="soft rest">{name}</span>
        <span class="figures">{countOf(count, 'open task')}</span>
      </div>
      {isOpen && <TaskBranch filter={filter} above={filter} level={2} tree={tree} />}
    </>
  );
}
