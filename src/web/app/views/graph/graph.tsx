import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { Button, ToolButton } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { FilterBox } from '../../parts/forms/filter-box.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { NoTasks } from '../../parts/task/no-tasks.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { ViewHead } from '../../parts/view-head.tsx';
import { useKeys } from '../../shell/keys/keys.ts';
import { announce } from '../../shell/notices/announce.ts';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import { type GraphAnswer, knownOf, type ShownNode } from './answer.ts';
import { GraphAside } from './aside.tsx';
import { Drawing } from './drawing.tsx';
import { arranged, layout } from './layout.ts';
import { LinkTask } from './link-task.tsx';
import { type LinkSide, nodeMenu } from './menu-items.ts';
import { neighbourAt, type Way } from './walk.ts';
import { WavesList } from './waves-list.tsx';
import { nodeWords } from './words.ts';
import { scaleOf, stepped } from './zoom.ts';

const MOST = 1_000;
/** Steps of the window's width that change the drawing, in pixels. */
const STEP = 24;
const NOTHING: GraphAnswer = {
  ...{ follows: [], nodes: [], edges: [], parts: [], unblocking: [] },
  critical: { ids: [], by: 'count' },
  totals: { shown: 0, left: 0, waves: 0, alone: 0 },
};

/** Fields that a graph without a filter shows or uses to select tasks. A filter can use any other field, too. */
const DRAWN = [
  {
    kind: 'task',
    fields: [
      ...['status', 'description', 'depends', 'parent', 'project', 'estimate', 'start', 'wait', 'scheduled'],
      ...['priority', 'due'],
    ],
  },
];

/** The graph of dependencies with its waves from left to right. Filter, zoom and selected task are in the URL. */
export function GraphView() {
  const { query } = route.value;
  const filter = query.get('filter') ?? '';
  const alone = query.get('alone') === '1';
  const listed = query.get('as') === 'list';
  const { value, error, again } = useRead(
    'report_graph',
    { filter, limit: MOST, ...(alone ? { alone } : {}) },
    filter === '' ? { kinds: DRAWN } : {},
  );
  const graph = value.value ?? NOTHING;
  const known = useMemo(() => knownOf(graph), [graph]);
  const window = useSignal({ width: 0, height: 0 });
  // While a window is resized, the drawing follows in steps, so that it isn't computed for each pixel.
  const room = Math.floor(window.value.width / STEP) * STEP;
  const ordered = useMemo(() => arranged(graph), [graph]);
  const drawn = useMemo(() => layout(ordered, room), [ordered, room]);
  const focusRequests = useSignal(0);
  const menu = useSignal(false);
  const picking = useSignal<{ node: ShownNode; side: LinkSide } | undefined>(undefined);
  const chosen = known.nodes.get(Number(query.get('task')));
  const scale = scaleOf(query.get('zoom'), drawn, window.value);
  const choose = (id: number) => goQuery({ task: String(id) });
  const reveal = (id: number | undefined) => {
    const node = id === undefined ? undefined : known.nodes.get(id);
    if (!node) return;
    choose(node.id);
    focusRequests.value++;
    if (listed) announce(nodeWords(node, known));
  };
  const pick = (node: ShownNode) => (side: LinkSide) => {
    picking.value = { node, side };
  };
  const itemsOf = (node: ShownNode) => nodeMenu(node, known, pick(node));
  const actions = {
    chosen: () => chosen?.id,
    walk: (way: Parameters<typeof neighbourAt>[1]) => reveal(neighbourAt(chosen?.id, way, known, drawn)),
    rank(by: 1 | -1) {
      const rows = [...document.querySelectorAll<HTMLElement>('[data-rank]')];
      const at = rows.findIndex(({ dataset }) => dataset.rank === String(chosen?.id));
      rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
    },
    zoom: (by: 1 | -1) => goQuery({ zoom: stepped(scale, by) }),
    menu: () => (menu.value = true),
    pick: (side: LinkSide) => chosen && pick(chosen)(side),
  };
  useGraphKeys(actions);
  const { shown, left } = graph.totals;
  return (
    <div class="fill">
      <ViewHead title="Graph">
        <FilterBox filter={filter} error={error.value} onFilter={(text) => goQuery({ filter: text })} />
        <Tools alone={alone} listed={listed} zoom={actions.zoom} />
        {value.value && (
          <span class="count">{`${countOf(shown, 'task')}, ${countOf(graph.totals.waves, 'wave')}`}</span>
        )}
      </ViewHead>
      {error.value && !value.value && error.value.code !== 'filter' && (
        <ProblemNote refusal={error.value} again={again} />
      )}
      {left > 0 && (
        <p class="list-note">
          {left.toLocaleString()} more tasks are not drawn. The tasks that block most are shown, each with one that it
          blocks. Narrow the filter to see others, for example <code>project:web</code>.
        </p>
      )}
      {(graph.notes ?? []).map((note) => (
        <p key={note} class="list-note">
          {note}
        </p>
      ))}
      {!value.value ? (
        <div class="loading rest" aria-busy={!error.value} />
      ) : shown === 0 ? (
        <Nothing filter={filter} alone={graph.totals.alone} />
      ) : (
        <div class="graph-parts split rest">
          {listed ? (
            <WavesList nodes={graph.nodes} known={known} chosen={chosen?.id} focusRequests={focusRequests.value} />
          ) : (
            <Drawing
              drawn={drawn}
              known={known}
              scale={scale}
              chosen={chosen?.id}
              focusRequests={focusRequests.value}
              menu={menu}
              window={window}
              menuOf={itemsOf}
              onChoose={choose}
            />
          )}
          <GraphAside graph={graph} known={known} chosen={chosen} menuOf={itemsOf} onChoose={choose} />
        </div>
      )}
      {picking.value && (
        <LinkTask {...picking.value} onClose={() => (picking.value = undefined)} onLinked={(node) => reveal(node.id)} />
      )}
    </div>
  );
}

/** The empty state. @param alone the number of tasks without dependencies and subtasks */
function Nothing({ filter, alone }: { filter: string; alone: number }) {
  if (alone > 0)
    return (
      <Empty icon="graph" title="No task is blocked by another one" first>
        <p>
          Dependencies appear here. Select a task and press <kbd>a</kbd> to add a task that blocks it, or run{' '}
          <code>backlog modify 12 depends:11</code> in a terminal.
        </p>
        <Button look="primary" onClick={() => goQuery({ alone: '1' })}>
          Show the {countOf(alone, 'task')}
        </Button>
      </Empty>
    );
  return <NoTasks icon="graph" filter={filter} />;
}

interface Props {
  /** Whether tasks without dependencies are shown. */
  alone: boolean;
  /** Whether the graph is shown as a list. */
  listed: boolean;
  zoom(by: 1 | -1): void;
}

/** The controls of the graph: a choice of tasks, the zoom, and a choice between list and drawing. */
function Tools({ alone, listed, zoom }: Props) {
  return (
    <>
      <CheckBox checked={alone} onCheck={(on) => goQuery({ alone: on ? '1' : '' })}>
        Show tasks without dependencies
      </CheckBox>
      <div class="graph-zoom flex gap-4" role="toolbar" aria-label="Zoom">
        <ToolButton title="Zoom out" keys="-" run={() => zoom(-1)} text="−" />
        <ToolButton title="Zoom in" keys="+" run={() => zoom(1)} text="+" />
        <ToolButton title="Fit" keys="0" run={() => goQuery({ zoom: 'fit' })} text="Fit" />
        <Button
          look="small"
          aria-pressed={listed}
          title="Drawing or list (v)"
          onClick={() => goQuery({ as: listed ? '' : 'list' })}
        >
          <Icon name="list" size={14} /> List
        </Button>
      </div>
    </>
  );
}

interface GraphActions {
  chosen(): number | undefined;
  walk(way: Way): void;
  /** Moves down or up in the list of tasks that block most others. */
  rank(by: 1 | -1): void;
  zoom(by: 1 | -1): void;
  menu(): void;
  pick(side: LinkSide): void;
}

/** Binds keys for all actions that a pointer can do in the drawing. */
function useGraphKeys({ chosen, walk, rank, zoom, menu, pick }: GraphActions): void {
  const onChosen = (run: (id: number) => void) => () => {
    const id = chosen();
    if (id !== undefined) run(id);
  };
  useKeys('Graph', [
    ['ArrowLeft', 'Task that blocks it', () => walk('left')],
    ['ArrowRight', 'Task that it blocks', () => walk('right')],
    ['ArrowUp', 'Task above in the wave', () => walk('up')],
    ['ArrowDown', 'Task below in the wave', () => walk('down')],
    ['j', 'Next of the tasks that unblock most', () => rank(1)],
    ['k', 'Previous of the tasks that unblock most', () => rank(-1)],
    ['Enter', 'Open the task', onChosen((id) => go(hrefOf('task', [id])))],
    ['m', 'Open the menu of the task', onChosen(() => menu())],
    ['a', 'Add a task that blocks it', onChosen(() => pick('before'))],
    ['A', 'Add a task that it blocks', onChosen(() => pick('after'))],
    ['+', 'Zoom in', () => zoom(1)],
    ['-', 'Zoom out', () => zoom(-1)],
    ['0', 'Fit the window', () => goQuery({ zoom: 'fit' })],
    ['1', 'Full size', () => goQuery({ zoom: '100' })],
    ['v', 'Switch between drawing and list', () => goQuery({ as: listed() ? '' : 'list' })],
  ]);
}

const listed = () => new URLSearchParams(location.search).get('as') === 'list';
