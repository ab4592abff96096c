import { fromInstant } from '../../../domain/instant.ts';
import { isReady } from '../../../domain/urgency/readiness.ts';
import { APPEND_LIMITS, type StoreFigures } from '../../../store/index.ts';
import type { Opened } from '../../../work/workspace/open.ts';
import type { BoardServer, RequestContext } from '../board-context.ts';
import { asksForToken, refused } from '../request/refusal.ts';
import { freshCaller } from '../request/request-caller.ts';

/** Time after which a queue counts as unreachable, in milliseconds. Prometheus waits for 10 s by default. */
const PATIENCE_MS = 3_000;

/** What is measured of a queue. */
interface Measured {
  queue: string;
  isReachable: boolean;
  seq: number;
  /** Undefined if nothing is ready. */
  oldestReadyS: number | undefined;
  figures: StoreFigures;
}

/** Metrics with one value for each queue. A value that is undefined is left out. */
const ROWS: readonly {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  of(measured: Measured): number | undefined;
}[] = [
  {
    name: 'backlog_queue_reachable',
    type: 'gauge',
    help: 'Whether the queue could be read now: 1 or 0. With 0, the other values of the queue are the last known ones.',
    of: ({ isReachable }) => Number(isReachable),
  },
  {
    name: 'backlog_queue_commits_total',
    type: 'counter',
    help: 'Commits in the queue, by all processes.',
    of: ({ seq }) => seq,
  },
  {
    name: 'backlog_commits_total',
    type: 'counter',
    help: 'Commits by this process.',
    of: ({ figures }) => figures.commits,
  },
  {
    name: 'backlog_commit_retries_total',
    type: 'counter',
    help: 'Attempts of this process to commit that others were faster than.',
    of: ({ figures }) => figures.retries,
  },
  {
    name: 'backlog_followers',
    type: 'gauge',
    help: 'Followers of the queue in this process. All event streams of a queue are one.',
    of: ({ figures }) => figures.followers,
  },
  {
    name: 'backlog_connections',
    type: 'gauge',
    help: 'Open connections of this process to the server of the queue.',
    of: ({ figures }) => figures.connections,
  },
  {
    name: 'backlog_queue_age_seconds',
    type: 'gauge',
    help: 'Time since the oldest ready task was added. Tasks that somebody works on are not ready. No value: none is.',
    of: ({ oldestReadyS }) => oldestReadyS,
  },
];

/**
 * Answers with the metrics of all queues that the server has open or, for a token of a queue, of that queue. While the
 * queue's server can't be reached, a token counts as of the last refresh, so that a scrape still gets the values.
 */
export async function answerMetrics(c: RequestContext, board: BoardServer): Promise<Response> {
  const caller = await freshCaller(c, board, (opened) => inTime(opened.ready()));
  if (!caller || (caller.rights && !caller.rights.includes('read'))) return noMetrics();
  return metricsAnswer(board, c.get('tokenQueue')?.uuid);
}

function noMetrics(): Response {
  const response = refused(
    401,
    'metrics need a token with the right read',
    'In a repository, for its queue: `backlog token add prometheus --rights read`. For all queues of this machine: add `--machine`.',
  );
  return asksForToken(response);
}

/** @param only the uuid of the only queue to measure; without it, all are */
async function metricsAnswer(board: BoardServer, only: string | undefined): Promise<Response> {
  const present = (await board.workspaces.present()).filter(({ uuid }) => only === undefined || uuid === only);
  const all = await Promise.all(present.map((one) => measure(one, board)));
  const labels = ({ queue }: Measured) => ({ queue });
  const metrics: Metric[] = [
    ...ROWS.map(({ of, ...row }) => ({
      ...row,
      samples: all.flatMap((measured): Sample[] => {
        const value = of(measured);
        return value === undefined ? [] : [{ labels: labels(measured), value }];
      }),
    })),
    {
      name: 'backlog_append_seconds',
      type: 'histogram',
      help: 'Time in which the medium made a commit durable.',
      limits: APPEND_LIMITS,
      samples: all.map((measured) => ({ labels: labels(measured), ...measured.figures.appends })),
    },
    {
      name: 'backlog_event_streams',
      type: 'gauge',
      help: 'Open event streams of all queues.',
      samples: only === undefined ? [{ labels: {}, value: board.hubs.listeners }] : [],
    },
  ];
  return new Response(prometheusText(metrics), {
    headers: { 'Content-Type': PROMETHEUS, 'Cache-Control': 'no-store' },
  });
}

async function measure({ uuid, opened }: { uuid: string; opened: Opened }, board: BoardServer): Promise<Measured> {
  const isReachable = await inTime(opened.ready());
  const { store } = opened;
  const oldestReadyS = oldestReady(opened, board);
  return { queue: uuid, isReachable, seq: store.state.seq, oldestReadyS, figures: store.figures() };
}

function oldestReady(opened: Opened, { person, now }: BoardServer): number | undefined {
  const facts = opened.context(person).facts();
  let oldest: number | undefined;
  for (const task of opened.store.state.values('task')) {
    if (!isReady(task, facts)) continue;
    const entry = fromInstant(task.entry);
    if (oldest === undefined || entry < oldest) oldest = entry;
  }
  return oldest === undefined ? undefined : Math.max(0, (now() - oldest) / 1_000);
}

async function inTime(call: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    return await Promise.race([
      call.then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** One value of a metric, with its labels. */
interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** A histogram with its labels. */
interface HistogramSample {
  labels: Readonly<Record<string, string>>;
  /** Number of values up to each upper limit, without those of lower limits. The last one has no limit. */
  counts: readonly number[];
  sum: number;
}

/** A metric as Prometheus reads it. */
type Metric = { name: string; help: string } & (
  | { type: 'counter' | 'gauge'; samples: readonly Sample[] }
  | { type: 'histogram'; limits: readonly number[]; samples: readonly HistogramSample[] }
);

/** Content type of the text format, version 0.0.4. */
const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

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
