import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import { type TreeRow, treeRows } from '../../../../report/goals/tree-rows.ts';
import { fitting } from '../../parts/forms/filter-choices.ts';
import { Finder } from '../../parts/forms/finder.tsx';
import { KIND_WORDS } from '../../parts/goal/marks.tsx';
import { useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf } from '../../shell/route.ts';
import { fits } from './drag.ts';
import { type GoalsAnswer, type MovedNode, moveBelow, rankBeside, type Tree } from './model.ts';
import { NewGoal } from './new-goal.tsx';
import { OtherTasks, TaskBranch } from './task-branch.tsx';
import { TreeRowView } from './tree-row.tsx';

/** Number of records from which on the bets of the tree are folded at first. */
const LONG = 200;

/** The tree from the vision down to tasks. Rows are moved by drag, by menu and by keys. */
export function TreePart({ plan }: { plan: GoalsAnswer }) {
  const at = useSignal('');
  const folds = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const gaps = useSignal<string | undefined>(undefined);
  const moving = useSignal<MovedNode | undefined>(undefined);
  const adding = useSignal<GoalNode | undefined>(undefined);
  const wanted = useRef<string | undefined>(undefined);
  const root = useRef<HTMLDivElement>(null);
  const isOpen = (key: string, { kind }: GoalNode, first: boolean) =>
    folds.value.get(key) ?? (first && kind !== 'goal' && (kind !== 'bet' || plan.nodes.length < LONG));
  const rows = treeRows(plan.nodes, isOpen);
  const known = useRef(rows);
  known.current = rows;
  const drop = async (moved: MovedNode, under: GoalNode | undefined) => {
    wanted.current = idOf(moved);
    await moveBelow(moved, under);
  };
  const tree = useMemo<Tree>(
    () => ({
      ...{ at, folds, gaps },
      fold: (key, open) => (folds.value = new Map(folds.peek()).set(key, open)),
      drop: (moved, under) => void drop(moved, under),
      ask: (moved) => (moving.value = moved),
      add: (under) => (adding.value = under),
      rank: (key, by) => {
        const beside = siblingOf(known.current, key, by);
        const row = known.current.find((each) => each.key === key);
        if (row && beside) void rankBeside(row.node, by < 0 ? 'before' : 'after', beside);
      },
    }),
    [],
  );
  // A moved row keeps the focus at its new place.
  useLayoutEffect(() => {
    const row = wanted.current && root.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted.current)}"]`);
    if (!row || moving.peek()) return;
    wanted.current = undefined;
    row.focus();
  }, [plan]);
  useEffect(() => {
    if (!rows.some(({ key }) => key === at.peek())) at.value = rows[0]?.key ?? '';
  }, [plan]);
  useTreeKeys(root, tree, known);
  return (
    <div class="goal-tree page" ref={root}>
      <div role="tree" aria-label="Tree of goals" class="panel">
        {rows.map((row) => (
          <div key={row.key} role="none">
            <TreeRowView row={row} tree={tree} />
            {row.node.kind === 'goal' && row.isOpen && (
              <TaskBranch filter={`goal:${row.node.id}`} above={row.key} level={row.depth + 2} tree={tree} />
            )}
          </div>
        ))}
        <OtherTasks ratio={plan.ratio} tree={tree} />
      </div>
      {moving.value && (
        <MoveTo
          moved={moving.value}
          plan={plan}
          onPick={(under) => {
            const moved = moving.value!;
            moving.value = undefined;
            void drop(moved, under);
          }}
          onClose={() => (moving.value = undefined)}
        />
      )}
      {adding.value && <NewGoal plan={plan} under={adding.value} onClose={() => (adding.value = undefined)} />}
    </div>
  );
}

const idOf = (moved: MovedNode) => ('task' in moved ? `#${moved.task.id}` : moved.node.id);

/** Returns the record of the same kind above or below a row, below the same record. */
function siblingOf(rows: readonly TreeRow[], key: string, by: -1 | 1): GoalNode | undefined {
  const row = rows.find((each) => each.key === key);
  if (!row) return undefined;
  const before = key.slice(0, -row.node.id.length);
  const siblings = rows.filter(
    ({ key: other, node }) => other === `${before}${node.id}` && node.kind === row.node.kind,
  );
  return siblings[siblings.indexOf(row) + by]?.node;
}

/** Binds the keys of the tree. They act on the row with the focus. */
function useTreeKeys(root: { current: HTMLElement | null }, tree: Tree, rows: { current: readonly TreeRow[] }): void {
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
  const here = () => {
    const all = items();
    const focused = document.activeElement?.closest<HTMLElement>('[role=treeitem]');
    return focused ?? all.find(({ dataset }) => dataset.key === tree.at.peek()) ?? all[0];
  };
  const show = (row: HTMLElement | undefined) => {
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  const step = (by: number) => {
    const all = items();
    const row = here();
    const isFocused = row === document.activeElement;
    show(row && all[Math.min(Math.max(all.indexOf(row) + (isFocused ? by : 0), 0), all.length - 1)]);
  };
  const side = (open: boolean) => {
    const row = here();
    if (!row) return;
    const { expanded } = { expanded: row.getAttribute('aria-expanded') };
    if (expanded === String(!open)) tree.fold(row.dataset.key!, open);
    else if (open) step(1);
    else {
      const level = Number(row.ariaLevel ?? row.getAttribute('aria-level'));
      const all = items();
      show(all.slice(0, all.indexOf(row)).findLast((each) => Number(each.getAttribute('aria-level')) < level));
    }
  };
  const onRecord = (run: (row: TreeRow) => void) => () => {
    const row = rows.current.find(({ key }) => key === here()?.dataset.key);
    if (row) run(row);
  };
  useKeys('Tree of goals', [
    ['ArrowDown', 'Row below', () => step(1)],
    ['ArrowUp', 'Row above', () => step(-1)],
    ['j', 'Row below', () => step(1)],
    ['k', 'Row above', () => step(-1)],
    ['ArrowRight', 'Unfold', () => side(true)],
    ['ArrowLeft', 'Fold, or go to the row above it in the tree', () => side(false)],
    ['Enter', 'Open', () => here()?.querySelector('a')?.click()],
    ['m', 'Move below …', () => here()?.querySelector<HTMLElement>('[data-move]')?.click()],
    [
      'h',
      'Show the gaps',
      onRecord(({ key, node }) => {
        if (node.gaps) tree.gaps.value = tree.gaps.peek() === key ? undefined : key;
      }),
    ],
    ['a', 'Add below', onRecord(({ node }) => (node.kind === 'goal' ? go(hrefOf('goal', [node.id])) : tree.add(node)))],
    ['shift+ArrowUp', 'Move up', onRecord(({ key }) => tree.rank(key, -1))],
    ['shift+ArrowDown', 'Move down', onRecord(({ key }) => tree.rank(key, 1))],
  ]);
}

interface Props {
  moved: MovedNode;
  plan: GoalsAnswer;
  /** Gets undefined for the top. */
  onPick(under: GoalNode | undefined): void;
  onClose(): void;
}

/** A dialog that moves a record or a task below another record, found by id or words of its name. */
function MoveTo({ moved, plan, onPick, onClose }: Props) {
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
function isNow(moved: MovedNode, node: GoalNode): boolean {
  return 'task' in moved ? moved.task.goal === node.id : moved.node.under.includes(node.id);
}
