import { formatOrigin } from '../../domain/actor.ts';
import { shortLine } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Commit } from '../../store/index.ts';
import { type Clock, formatDistance } from '../../time/index.ts';
import { changesText, commitText, type HistoryTextInput } from '../history/commit.ts';
import { listScreen } from './layout/list.ts';
import { painter } from './layout/paint.ts';
import { paragraphs } from './layout/paragraphs.ts';
import type { Screen, Style } from './layout/screen.ts';

interface Told {
  commits: readonly Commit[];
  telling: Omit<HistoryTextInput, 'zone'>;
  notes: readonly string[];
}

/** Draws commits as a table. In full, draws them one below the other. */
export function historyScreen(
  { commits, telling, notes }: Told,
  { screen, clock }: { screen: Screen; clock: Clock },
): string {
  const reader = { ...telling, zone: clock.zone };
  if (telling.full && commits.length > 0) return wholeText(commits, reader, screen);
  const columns = [
    { head: 'Change', align: 'right' as const, keep: 4, cell: ({ seq }: Commit) => String(seq) },
    { head: 'When', keep: 6, cell: ({ at }: Commit) => formatDistance(fromInstant(at), clock) },
    {
      head: 'Author',
      keep: 3,
      least: 8,
      most: 24,
      cell: ({ actor: { session: _, ...actor } }: Commit) => formatOrigin(actor),
    },
    { head: 'Command', keep: 2, most: 20, least: 8, cell: ({ command }: Commit) => shortLine(command) },
    { head: 'Details', least: 20, lines: 4, cell: (commit: Commit) => changesText(commit, reader) },
  ];
  return listScreen({ columns, rows: commits, noun: 'change', notes }, screen);
}

const LOOKS: Readonly<Record<string, Style>> = { '+': 'good', '-': 'alarm' };

/** Draws full commits. Added and removed lines of diffs are coloured. */
function wholeText(commits: readonly Commit[], reader: HistoryTextInput, screen: Screen): string {
  const paint = painter(screen);
  return commits
    .flatMap((commit) => paragraphs(commitText(commit, reader), screen.columns))
    .map((text) => paint({ text, style: LOOKS[/^ +([+-])/.exec(text)?.[1] ?? ''] }))
    .join('\n');
}
