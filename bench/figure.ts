import { median, quantile } from './stats.ts';

export type Unit = 'ms' | 'MB' | 'KB' | '/s' | 'x' | '%';

/** Target of a figure. `of: 'ratio'` compares the median with the comparison value of the same run. */
export interface Target {
  of: 'median' | 'ratio' | 'p99';
  most?: number;
  least?: number;
}

/** A measured value with its result. */
export interface Figure {
  name: string;
  /** The store: `10,000 long`. */
  at: string;
  unit: Unit;
  median: number;
  p99?: number;
  /** Median of the comparison value, in the same unit. */
  floor?: number;
  ratio?: number;
  /** Ratio of the fastest samples. It is more reliable than the median on a busy machine. */
  best?: number;
  samples: number;
  target?: string;
  verdict?: 'ok' | 'MISS';
}

/** Figures that couldn't be measured. */
export interface Failed {
  /** Names of the figures. */
  name: string;
  at: string;
  failed: string;
}

/** A row of the table. */
export type Row = Figure | Failed;

/** Measures rows: all together, or one after the other. */
type Measure = () => Promise<readonly Row[]> | AsyncIterable<Row>;

/**
 * Yields each row of `measure` as soon as it is measured. If it throws, the last row has the reason, so that the other
 * figures are still measured.
 */
export async function* eachRow(name: string, at: string, measure: Measure): AsyncGenerator<Row, undefined> {
  try {
    const rows = measure();
    yield* Symbol.asyncIterator in rows ? rows : await rows;
  } catch (error) {
    yield { name, at, failed: error instanceof Error ? error.message : String(error) };
  }
}

/** Returns all rows of {@link eachRow}. */
export async function rowsOf(name: string, at: string, measure: Measure): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of eachRow(name, at, measure)) rows.push(row);
  return rows;
}

/** Measured samples without a result. */
export interface Measured {
  name: string;
  at?: string;
  unit: Unit;
  samples: readonly number[];
  floor?: readonly number[];
  target?: Target | undefined;
}

export function figure({ name, at = '', unit, samples, floor, target }: Measured): Figure {
  const middle = median(samples);
  const below = floor && median(floor);
  const late = quantile(samples, 0.99)!;
  const judged = { median: middle, ratio: middle / (below ?? 1), p99: late };
  const p99 = samples.length > 1 ? { p99: late } : {};
  return {
    name,
    at,
    unit,
    median: middle,
    ...p99,
    ...(floor === undefined || below === undefined
      ? {}
      : { floor: below, ratio: middle / below, best: Math.min(...samples) / Math.min(...floor) }),
    samples: samples.length,
    ...(target ? { target: targetText(target, unit), verdict: meets(judged[target.of], target) ? 'ok' : 'MISS' } : {}),
  };
}

function meets(value: number, { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY }: Target): boolean {
  return value <= most && value >= least;
}

function targetText({ of, most, least }: Target, unit: Unit): string {
  const bound = most === undefined ? `>= ${least}` : `<= ${most}`;
  if (of === 'ratio') return `${bound} x floor`;
  return of === 'p99' ? `p99 ${bound} ${unit}` : `${bound} ${unit}`;
}
