import type { Row } from './figure.ts';

const HEAD = ['figure', 'tasks', 'median', 'p99', 'floor', 'ratio', 'best', 'target', ''];
/** Indexes of right-aligned columns. */
const RIGHT = new Set([2, 3, 4, 5, 6]);

/** Formats the figures as a Markdown table that people can also read in a terminal. */
export function table(figures: readonly Row[]): string {
  const rows = [HEAD, ...figures.map(row)];
  const widths = HEAD.map((_, i) => Math.max(3, ...rows.map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (RIGHT.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (RIGHT.has(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(HEAD), rule, ...figures.map((one) => line(row(one)))].join('\n');
}

/** Formats one figure in one line. */
export function rowText(one: Row): string {
  return row(one).filter(Boolean).join(' | ');
}

function row(one: Row): string[] {
  if ('failed' in one) return [one.name, one.at, '', '', '', '', '', inCell(one.failed), 'MISS'];
  const { name, at, unit, median, p99, floor, ratio, best, target, verdict } = one;
  return [
    name,
    at,
    `${digits(median)} ${unit}`,
    p99 === undefined ? '' : digits(p99),
    floor === undefined ? '' : digits(floor),
    ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
    best === undefined ? '' : `${best.toFixed(2)} x`,
    target ?? '',
    verdict ?? '',
  ];
}

/** Shortens a message for a cell, which has only one line. */
function inCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '/').slice(0, MOST);
}

const MOST = 120;

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
