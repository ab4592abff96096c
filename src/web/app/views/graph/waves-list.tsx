import { TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Virtual } from '../../parts/virtual-list.tsx';
import type { KnownTask, ShownNode } from './answer.ts';
import { spanText, waveWords } from './words.ts';

type Line = { wave: number; count: number } | { node: ShownNode };

export function WavesList({
  nodes,
  known,
  chosen,
  focusRequests,
}: {
  nodes: readonly ShownNode[];
  known: KnownTask;
  chosen: number | undefined;
  focusRequests: number;
}) {
  const counts = new Map<number, number>();
  for (const { wave } of nodes) counts.set(wave, (counts.get(wave) ?? 0) + 1);
  const lines = nodes.flatMap((node, i): Line[] =>
    nodes[i - 1]?.wave === node.wave ? [{ node }] : [{ wave: node.wave, count: counts.get(node.wave)! }, { node }],
  );
  const at = lines.findIndex((line) => 'node' in line && line.node.id === chosen);
  return (
    <Virtual
      class="short"
      role="list"
      label="Waves"
      count={lines.length}
      size={40}
      keyOf={(i) => {
        const line = lines[i]!;
        return 'node' in line ? line.node.id : `wave ${line.wave}`;
      }}
      reveal={{ index: at, n: focusRequests }}
      row={(i) => {
        const line = lines[i]!;
        if ('wave' in line)
          return (
            <div class="graph-list-wave" role="listitem">
              <h2>
                {waveWords(line.wave)} <span class="count">{line.count}</span>
              </h2>
            </div>
          );
        return <Row node={line.node} known={known} chosen={line.node.id === chosen} />;
      }}
    />
  );
}

function Row({ node, known, chosen }: { node: ShownNode; known: KnownTask; chosen: boolean }) {
  const { id, description, state, critical, estimateMs, holdsUp } = node;
  const waits = known.before.get(id) ?? [];
  return (
    <div role="listitem" class={`graph-list-row line-text wrap ruled ${chosen ? 'is-chosen' : ''}`} data-node={id}>
      <TaskLink id={id}>
        #{id} {description}
      </TaskLink>
      <StateView of={state} />
      {critical && <span class="graph-critical asks small">critical</span>}
      {estimateMs !== undefined && <span class="figures">{spanText(estimateMs)}</span>}
      {waits.length > 0 && <span class="who">blocked by {waits.map((other) => `#${other}`).join(', ')}</span>}
      {holdsUp && <span class="holds">blocks {countOf(holdsUp, 'task')}</span>}
    </div>
  );
}
