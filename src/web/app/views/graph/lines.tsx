import { useMemo } from 'preact/hooks';
import type { KnownTask } from './answer.ts';
import type { DrawnGraph, DrawnLine } from './layout.ts';

interface Props {
  drawn: DrawnGraph;
  known: KnownTask;
  chosen: number | undefined;
  /** The tasks of the chain under the pointer. */
  lit: ReadonlySet<number> | undefined;
}

/** Draws the edges. All edges of one style form a single path, so a thousand edges are four elements. */
export function GraphLines({ drawn, known, chosen, lit }: Props) {
  const paths = useMemo(() => {
    const isCritical = ({ from, to }: DrawnLine) => followsOnPath(from, to, known);
    const joined = (holds: (line: DrawnLine) => boolean) =>
      drawn.lines
        .filter(holds)
        .map(({ path }) => path)
        .join('');
    return {
      plain: joined((line) => !line.part && !isCritical(line)),
      part: joined((line) => line.part && !isCritical(line)),
      critical: joined(isCritical),
    };
  }, [drawn, known]);
  const own = drawn.lines.filter(({ from, to }) =>
    lit ? lit.has(from) && lit.has(to) : from === chosen || to === chosen,
  );
  return (
    <svg class="graph-lines" width={drawn.width} height={drawn.height} aria-hidden="true" focusable="false">
      <path class="line-plain" d={paths.plain} />
      <path class="line-part" d={paths.part} />
      <path class="line-critical" d={paths.critical} />
      <path class="line-chosen" d={own.map(({ path }) => path).join('')} />
    </svg>
  );
}

/** Returns whether the tasks are consecutive on the critical path. */
function followsOnPath(from: number, to: number, { nodes, critical }: KnownTask): boolean {
  return nodes.get(from)?.critical === true && critical.get(from) === to;
}
