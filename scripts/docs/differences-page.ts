import { BEHAVIOUR } from './differences/behaviour.ts';
import { DIFFERENCES } from './differences/differences.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about the differences from Taskwarrior. */
export function differencesPage(): string {
  const filters = Object.entries(DIFFERENCES).flatMap(([title, rows]) => [
    `## ${title}`,
    table(
      ['filter', 'in Taskwarrior', 'here', 'why'],
      rows.map((row) => [code(row.example), row.theirs, row.ours, row.reason]),
    ),
  ]);
  return [
    '# Coming from Taskwarrior',
    GENERATED,
    'Export with `task export > tasks.json`, then `backlog import tasks.json`. `backlog export --format taskwarrior` goes back.',
    'Filters, dates and urgency are those of Taskwarrior 2.6.2. `npm run test:oracle` compares both with random filters. This page lists the differences.',
    ...filters,
    '## Tasks',
    table(
      ['what', 'in Taskwarrior', 'here', 'why'],
      BEHAVIOUR.map((row) => [row.what, row.theirs, row.ours, row.reason]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
