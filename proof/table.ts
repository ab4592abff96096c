import type { Result } from './proof.ts';

const HEAD = [
  'experiment',
  'rounds',
  'acknowledged',
  'refused',
  'cut off',
  'lost',
  'duplicated',
  'won twice',
  'seconds',
];

/** A Markdown table, as docs/proof.md shows it; what went wrong below it, an example each. */
export function proofTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.title,
    result.rounds,
    result.acknowledged,
    result.refused,
    result.unknown,
    result.lost,
    result.duplicated,
    result.wonTwice ?? '–',
    result.seconds.toFixed(1),
  ]);
  const lines = [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  const examples = results.flatMap(({ title, example }) => (example ? [`- ${title}: ${example}`] : []));
  return [...lines, ...(examples.length > 0 ? ['', ...examples] : [])].join('\n');
}
