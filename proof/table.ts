import type { Played, Result } from './proof.ts';

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

/**
 * Formats the results as the Markdown table of docs/explanation/proof.md. Below it are an example of each failure, and the
 * experiments that were not run.
 */
export function proofTable(results: readonly Result[]): string {
  const played = results.filter((result): result is Played => !('lacks' in result));
  const rows = played.map((result) => [
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
  const notes = results.flatMap((result) => {
    if ('lacks' in result) return [`- ${result.title}: skipped, the server has no tool for ${result.lacks.join(', ')}`];
    return result.example ? [`- ${result.title}: ${result.example}`] : [];
  });
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
