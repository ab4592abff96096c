/** One value of a metric, with its labels. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** A histogram with its labels. */
export interface HistogramSample {
  labels: Readonly<Record<string, string>>;
  /** Number of values up to each upper limit, without those of lower limits. The last one has no limit. */
  counts: readonly number[];
  sum: number;
}

/** A metric as Prometheus reads it. */
export type Metric = { name: string; help: string } & (
  | { type: 'counter' | 'gauge'; samples: readonly Sample[] }
  | { type: 'histogram'; limits: readonly number[]; samples: readonly HistogramSample[] }
);

/** Content type of the text format, version 0.0.4. */
export const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

/** Prints metrics in Prometheus' text format. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.flatMap((metric) => [...headOf(metric), ...linesOf(metric), '']).join('\n');
}

function headOf({ name, help, type }: Metric): string[] {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return [`# HELP ${name} ${text}`, `# TYPE ${name} ${type}`];
}

function linesOf(metric: Metric): string[] {
  const { name } = metric;
  if (metric.type !== 'histogram') return metric.samples.map(({ labels, value }) => line(name, labels, value));
  return metric.samples.flatMap(({ labels, counts, sum }) => {
    let below = 0;
    const buckets = counts.map((count, i) => {
      below += count;
      return line(`${name}_bucket`, { ...labels, le: valueText(metric.limits[i] ?? Number.POSITIVE_INFINITY) }, below);
    });
    return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, below)];
  });
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${valueText(value)}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function valueText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
