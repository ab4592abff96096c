import { Icon } from '../../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { hrefOf } from '../../shell/route.ts';
import type { GraphAnswer, KnownTask, ShownNode } from './answer.ts';
import { spanText } from './words.ts';

interface Props {
  graph: GraphAnswer;
  known: KnownTask;
  chosen: ShownNode | undefined;
  menuOf(node: ShownNode): MenuItem[];
  onChoose(id: number): void;
}

/** The side panel of the graph: the selected task, the tasks that block most others, and the critical path. */
export function GraphAside({ graph, known, chosen, menuOf, onChoose }: Props) {
  return (
    <aside class="graph-aside aside flex-column" aria-label="Details">
      {chosen && <Chosen node={chosen} known={known} items={menuOf(chosen)} />}
      {graph.unblocking.length > 0 && (
        <section aria-label="Unblocks most">
          <h2>Unblocks most</h2>
          <ol class="stack">
            {graph.unblocking.map(({ id, description, count }) => (
              <li key={id}>
                <a
                  class="graph-rank choice line-text gap-8"
                  data-rank={id}
                  href={hrefOf('task', [id])}
                  onFocus={() => onChoose(id)}
                >
                  <span class="task-link">#{id}</span>
                  <span class="rest slim">{description}</span>
                  <span class="holds" title={`blocks ${countOf(count, 'task')}`}>
                    {count}
                    <span class="unseen"> blocked tasks</span>
                  </span>
                </a>
              </li>
            ))}
          </ol>
        </section>
      )}
      <Critical graph={graph} known={known} />
    </aside>
  );
}

function Chosen({ node, known, items }: { node: ShownNode; known: KnownTask; items: MenuItem[] }) {
  const { id, description, state, estimateMs } = node;
  return (
    <section aria-label="Selected task" class="graph-chosen">
      <h2 class="line-text gap-6">
        <TaskLink id={id} /> {description}
        <MenuButton label={`Dependencies of #${id}`} items={items}>
          <Icon name="more" />
        </MenuButton>
      </h2>
      <p class="line gap-8">
        <StateView of={state} />
        {estimateMs !== undefined && <span class="figures">{spanText(estimateMs)}</span>}
      </p>
      <Neighbours title="Blocked by" ids={known.before.get(id)} hidden={node.hidden?.[0]} known={known} />
      <Neighbours title="Blocks" ids={known.after.get(id)} hidden={node.hidden?.[1]} known={known} />
    </section>
  );
}

interface NeighboursProps {
  title: string;
  ids: readonly number[] | undefined;
  hidden: number | undefined;
  known: KnownTask;
}

/** Maximum number of connected tasks in the list. */
const NAMED = 6;

function Neighbours({ title, ids = [], hidden = 0, known }: NeighboursProps) {
  if (ids.length + hidden === 0) return null;
  const more = Math.max(0, ids.length - NAMED) + hidden;
  return (
    <div class="graph-neighbours">
      <h3 class="faint small">{title}</h3>
      <ul>
        {taskItems(ids.slice(0, NAMED), known)}
        {more > 0 && <li class="count">and {more} more</li>}
      </ul>
    </div>
  );
}

const taskItems = (ids: readonly number[], known: KnownTask) =>
  ids.map((id) => (
    <li key={id}>
      <TaskLink id={id} look="soft small">
        #{id} {known.nodes.get(id)?.description}
      </TaskLink>
    </li>
  ));

/** Maximum number of listed tasks of the critical path. */
const STEPS = 12;

function Critical({ graph: { critical }, known }: { graph: GraphAnswer; known: KnownTask }) {
  const { ids, by, ms, guessed } = critical;
  if (ids.length === 0) return null;
  return (
    <section aria-label="Critical path">
      <h2>
        Critical path{' '}
        <span class="count">{by === 'estimate' && ms !== undefined ? spanText(ms) : countOf(ids.length, 'task')}</span>
      </h2>
      <p class="faint">
        {by === 'estimate'
          ? `By estimates${guessed ? `; ${guessed} of ${ids.length} have none, so the path uses a typical one` : ''}.`
          : 'By number of tasks, because none has an estimate.'}
      </p>
      <ol class="graph-path stack">{taskItems(ids.slice(0, STEPS), known)}</ol>
      {ids.length > STEPS && <p class="count">and {ids.length - STEPS} more</p>}
    </section>
  );
}
