import type { SaidFields } from '../../parts/forms/command-form.tsx';
import { LineForm } from '../../parts/forms/line-form.tsx';
import { TableView } from '../../parts/table.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { dateText, fullText } from '../../parts/units/time.ts';

export interface ShownReading {
  at: string;
  value: number;
  note?: string;
  actor: string;
}

interface Props {
  id: string;
  measure: string;
  baseline: number | undefined;
  target: number | undefined;
  readings: readonly ShownReading[];
  /** Number of all readings. */
  total: number;
}

/** The measure of a goal or an outcome: its readings as a chart and as a table, and a form for the next one. */
export function Readings(props: Props) {
  const { id, measure, readings, total } = props;
  return (
    <section aria-label="Measure" class="stack gap-8">
      <h2>Measure</h2>
      {readings.length > 1 && <Chart {...props} />}
      {readings.length > 0 && (
        <details>
          <summary class="link">
            {countOf(total, 'reading')}
            {total > readings.length && `, the last ${readings.length} shown`}
          </summary>
          <TableView label={`Readings of ${measure}`} titles={['Time', 'Value', 'By', 'Note']}>
            {readings.toReversed().map(({ at, value, actor, note }, i) => (
              <tr key={`${at} ${i}`}>
                <td title={fullText(at)}>{dateText(at)}</td>
                <td>{value}</td>
                <td class="anywhere">{visible(actor)}</td>
                <td class="anywhere">{note && visible(note)}</td>
              </tr>
            ))}
          </TableView>
        </details>
      )}
      <LineForm
        of="goal_modify"
        fields={NEXT_READING}
        given={{ id }}
        action="Add a reading"
        class="reading-new line wrap gap-8"
        done={`Added a reading to ${id}`}
      />
    </section>
  );
}

const NEXT_READING = {
  reading: { title: 'Value measured now', hint: 'Value now', kind: 'number', required: true },
  reading_note: { title: 'Note of the reading', hint: 'Note' },
} satisfies SaidFields<'goal_modify'>;

/** Size of the chart, and the distance of its lines from the edge. */
const WIDTH = 480;
const HEIGHT = 120;
const EDGE = 8;

/** The readings over time, with lines for the baseline and the target. The table beside it has the same values. */
function Chart({ measure, baseline, target, readings }: Props) {
  const marks = [baseline, target].filter((value) => value !== undefined);
  const values = [...readings.map(({ value }) => value), ...marks];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [Date.parse(readings[0]!.at), Date.parse(readings.at(-1)!.at)];
  const part = (value: number, from: number, to: number) => (to === from ? 0.5 : (value - from) / (to - from));
  const y = (value: number) => HEIGHT - EDGE - part(value, low, high) * (HEIGHT - 2 * EDGE);
  const isAtOnce = first === last;
  const x = (at: string, i: number) =>
    EDGE + (isAtOnce ? i / (readings.length - 1) : part(Date.parse(at), first, last)) * (WIDTH - 2 * EDGE);
  const points = readings.map(({ at, value }, i) => [x(at, i), y(value)] as const);
  const from = readings[0]!.value;
  const label = `${measure}: ${readings.length} readings from ${from} to ${readings.at(-1)!.value}${target === undefined ? '' : `, target ${target}`}`;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {baseline !== undefined && <Line name="baseline" y={y(baseline)} />}
        {target !== undefined && <Line name="target" y={y(target)} />}
        <polyline class="chart-line" points={points.map((point) => point.join(',')).join(' ')} />
        {points.map(([cx, cy], i) => (
          <circle key={i} class="chart-point" cx={cx} cy={cy} r={i === points.length - 1 ? 4 : 2.5}>
            <title>{`${readings[i]!.value}, ${dateText(readings[i]!.at)}`}</title>
          </circle>
        ))}
      </svg>
      <figcaption class="line wrap gap-12 faint small">
        <span class="keeps-line">{dateText(readings[0]!.at)}</span>
        {baseline !== undefined && <Key name="baseline" value={baseline} />}
        {target !== undefined && <Key name="target" value={target} />}
        <span class="keeps-line end">{dateText(readings.at(-1)!.at)}</span>
      </figcaption>
    </figure>
  );
}

/** The value of a line of the chart, with the line's pattern. */
function Key({ name, value }: { name: 'baseline' | 'target'; value: number }) {
  return (
    <span class={`chart-key keeps-line of-${name}`}>
      {name} {value}
    </span>
  );
}

function Line({ name, y }: { name: 'baseline' | 'target'; y: number }) {
  return <line class={`chart-mark of-${name}`} x1={0} x2={WIDTH} y1={y} y2={y} />;
}
