import { COUNTED, type Figures } from '../test/support/tally.ts';

/** Results of one part over all rounds. */
export interface PartReport {
  name: string;
  seeds: readonly number[];
  seconds: number;
  failures: number;
  figures: readonly Figures[];
}

/** Formats a Markdown table with one line per part. Shows only figures that at least one test has counted. */
export function soakTable(reports: readonly PartReport[]): string {
  const sum = (name: (typeof COUNTED)[number], { figures }: PartReport) =>
    figures.reduce<number | undefined>(
      (all, { [name]: value }) => (value === undefined ? all : (all ?? 0) + value),
      undefined,
    );
  const counted = COUNTED.filter((name) => reports.some((report) => sum(name, report) !== undefined));
  const head = ['part', 'rounds', 'failed', 'seconds', ...counted];
  const rows = reports.map((report) => [
    report.name,
    report.seeds.length,
    report.failures,
    Math.round(report.seconds),
    ...counted.map((name) => sum(name, report) ?? '–'),
  ]);
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
