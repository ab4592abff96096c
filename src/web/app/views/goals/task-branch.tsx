import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { Icon } from '../../parts/icon.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/count.ts';
import { hrefOf } from '../../shell/route.ts';
import { dragRow } from './drag.ts';
import type { Plan, Tree, TreeTask } from './model.ts';
import { levelOf } from './model.ts';

/** Maximum number of tasks below one row. The list has the others. */
const SHOWN = 20;
const FIELDS = ['uuid', 'id', 'description', 'state', 'goal'];

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
  const whole = `status:pending ${filter}`;
  const asked = useRead('task_list', { filter: whole, limit: SHOWN, fields: FIELDS });
  const { total = 0, tasks = [] } = asked.value.value ?? {};
  return (
    <>
      <Unanswered of={asked} />
      {(tasks as unknown as TreeTask[]).map((task) => (
        <TaskRow key={task.uuid} task={task} above={above} level={level} tree={tree} />
      ))}
      {total > tasks.length && (
        <a class="tree-more small" style={levelOf(level - 1)} href={hrefOf('list', [], { filter: whole })}>
          {(total - tasks.length).toLocaleString()} more
        </a>
      )}
    </>
  );
}

function TaskRow({ task, above, level, tree }: { task: TreeTask } & Omit<Props, 'filter'>) {
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
      style={levelOf(level - 1)}
      data-key={key}
      data-id={`#${task.id}`}
      onFocus={() => (tree.at.value = key)}
      onClick={({ target, currentTarget }) => {
        if (!(target as Element).closest('a, button')) currentTarget.focus();
      }}
    >
      <span class="tree-fold" />
      <span class="tree-kind faint small rigid">#{task.id}</span>
      <span class="rest slim anywhere">
        <a href={hrefOf('task', [task.id])} tabIndex={focusable ? undefined : -1} draggable={false}>
          {visible(task.description)}
        </a>
      </span>
      <StateView of={task.state} />
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
export function OtherTasks({ ratio: { open, traced, upkeep }, tree }: { ratio: Plan['ratio']; tree: Tree }) {
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
