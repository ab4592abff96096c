import { counted } from '../base/amounts.ts';
import { fromInstant, type Instant } from '../domain/instant.ts';
import { shortCommit } from '../domain/runs/commit-id.ts';
import type { Release, ReleaseRepository } from '../domain/runs/release-shapes.ts';
import { SHOWN_STATES } from '../domain/state-words.ts';
import { formatFull } from '../time/index.ts';
import { escapedMarkdown, oneLine } from './safe.ts';

/** Maximum length of a line about a task, in characters. */
const LINE = 160;

interface Part {
  title: string;
  rows: readonly string[];
}

/** Formats the content of a release, as plain text or as Markdown. */
export function releaseText(found: Release, { markdown, zone }: { markdown: boolean; zone: string }): string {
  const { repositories, unread, tasks, others, totals } = found;
  if (repositories.length + unread.length === 0) return 'No git repository here.';
  const when = (at: Instant) => formatFull(fromInstant(at), zone);
  const parts: Part[] = [
    {
      title: `Merged: ${counted(totals.tasks, 'result')}`,
      rows: [
        ...tasks.map((one) => {
          const where = repositories.length > 1 ? `${one.repository} ` : '';
          return `${one.id} ${oneLine(one.description, LINE)} (${one.run}, ${where}${shortCommit(one.commit)}, ${when(one.at)})`;
        }),
        ...more(totals.tasks - tasks.length),
      ],
    },
    {
      title: `Done without a run: ${counted(totals.others, 'task')}`,
      rows: [
        ...others.map(({ id, description, at }) => `${id} ${oneLine(description, LINE)} (${when(at)})`),
        ...more(totals.others - others.length),
      ],
    },
    {
      title: `Not committed: ${counted(
        repositories.reduce((sum, { dirty }) => sum + dirty, 0),
        'file',
      )}`,
      rows: repositories.flatMap(({ name, dirty, files }) => [
        ...files.map((path) => oneLine(repositories.length > 1 ? `${name}: ${path}` : path, LINE)),
        ...more(dirty - files.length),
      ]),
    },
  ].filter(({ rows }) => rows.length > 0);
  const heads = [
    ...repositories.map(headText),
    ...unread.map(({ name, problem }) => `${name}: not read: ${oneLine(problem, LINE)}`),
  ];
  if (!markdown) return [...heads, ...parts.flatMap(({ title, rows }) => [title, ...rows.map(item)])].join('\n');
  const escaped = (lines: readonly string[]) => lines.map((line) => item(escapedMarkdown(line))).join('\n');
  return [escaped(heads), ...parts.map(({ title, rows }) => `## ${title}\n\n${escaped(rows)}`)].join('\n\n');
}

const item = (line: string) => `- ${line}`;

function more(count: number): string[] {
  return count > 0 ? [`… and ${count} more`] : [];
}

/** Formats one repository: `api: main 1a2b3c4, 12 commits since v1.2, 2 files not committed, 1 run in review`. */
function headText({ name, branch, commit, tag, commits, dirty, runs }: ReleaseRepository): string {
  const since = tag === undefined ? ', no tag yet' : ` since ${oneLine(tag, 60)}`;
  return [
    `${name}: ${oneLine(branch, 60)} ${shortCommit(commit)}, ${counted(commits, 'commit')}${since}`,
    dirty > 0 && `${counted(dirty, 'file')} not committed`,
    runs.merged > 0 && `${counted(runs.merged, 'run')} merged`,
    runs.active > 0 && `${counted(runs.active, 'run')} active`,
    runs.review > 0 && `${counted(runs.review, 'run')} in review`,
    ...runs.approved.map((row) => `${counted(row.runs, 'run')} ${SHOWN_STATES[row.state].word}`),
    runs.stopped > 0 && `${counted(runs.stopped, 'run')} failed or stopped`,
    runs.reverted > 0 && `${counted(runs.reverted, 'run')} reverted`,
  ]
    .filter(Boolean)
    .join(', ');
}
