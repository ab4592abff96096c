import { counted } from '../../base/amounts.ts';
import type { ProjectSummary } from '../../report/summary.ts';
import { formatAge } from '../../time/index.ts';
import { projectName } from '../report.ts';
import { painter } from './layout/paint.ts';
import type { Screen } from './layout/screen.ts';
import { type TableColumn, tableLines } from './layout/table.ts';
import { wrapped } from './layout/width.ts';

/** Draws projects as a table, with subprojects indented and a progress bar. */
export function summaryScreen(
  { projects, notes = [] }: { projects: readonly ProjectSummary[]; notes?: readonly string[] | undefined },
  screen: Screen,
): string {
  const told = notes.flatMap((note) => wrapped(note, screen.columns));
  if (projects.length === 0) return ['No projects.', ...told].join('\n');
  const footer = painter(screen)({ text: counted(projects.length, 'project'), style: 'faint' });
  return [...tableLines(columnsFor(screen), projects, screen), '', footer, ...told].join('\n');
}

function columnsFor({ columns }: Screen): TableColumn<ProjectSummary>[] {
  const width = Math.min(40, Math.max(10, Math.floor(columns / 4)));
  return [
    {
      head: 'Project',
      least: 12,
      cell: (row) => ({ lead: '  '.repeat(Math.min(row.depth, DEEPEST)), text: projectName(row) }),
    },
    { head: 'Open', align: 'right', cell: ({ open }) => String(open) },
    { head: 'Done', align: 'right', keep: 3, cell: ({ done }) => String(done) },
    { head: 'Avg age', align: 'right', keep: 2, cell: ({ averageAgeMs }) => formatAge(averageAgeMs) },
    { head: '%', align: 'right', cell: ({ percent }) => `${percent}%` },
    { head: '', keep: 1, cell: ({ percent }) => ({ text: barOf(percent, width), style: 'good' }) },
  ];
}

/** Maximum indentation of a subproject, in levels, so that its name has enough room. */
const DEEPEST = 3;

function barOf(percent: number, width: number): string {
  const full = Math.round((percent * width) / 100);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
