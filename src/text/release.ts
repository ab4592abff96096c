import { counted } from '../base/amounts.ts';
import { fromInstant } from '../domain/instant.ts';
import { shortCommit } from '../domain/runs/commit-id.ts';
import type { Release, ReleaseRepository } from '../domain/runs/release-shapes.ts';
import { SHOWN_STATES } from '../domain/state-words.ts';
import { formatFull } from '../time/index.ts';
import type { OutputDoc } from './doc/doc.ts';
import { titleText } from './row.ts';
import { oneLine } from './safe.ts';

/** Maximum length of a line about a task, in characters. */
const LINE = 160;

/** Returns the content of a release as a document. */
export function releaseDoc({ repositories, unread, tasks, others, totals }: Release, zone: string): OutputDoc {
  if (repositories.length + unread.length === 0) return { sections: [], notes: ['No git repository here.'] };
  const when = (at: string) => formatFull(fromInstant(at), zone);
  const several = repositories.length > 1;
  const dirty = repositories.reduce((sum, each) => sum + each.dirty, 0);
  const files = repositories.flatMap(({ name, files: paths }) =>
    paths.map((path) => oneLine(several ? `${name}: ${path}` : path, LINE)),
  );
  return {
    sections: [
      {
        lines: [
          ...repositories.map(headText),
          ...unread.map(({ name, problem }) => `${name}: not read: ${oneLine(problem, LINE)}`),
        ],
      },
      {
        ...{ title: 'Merged', count: totals.tasks, most: tasks.length },
        lines: tasks.map(({ id, run, repository, commit, at, ...task }) => {
          const where = several ? `${repository} ` : '';
          return `${id} ${titleText(task, LINE)} (${run}, ${where}${shortCommit(commit)}, ${when(at)})`;
        }),
      },
      {
        ...{ title: 'Done without a run', count: totals.others, most: others.length },
        lines: others.map(({ id, at, ...task }) => `${id} ${titleText(task, LINE)} (${when(at)})`),
      },
      { title: 'Not committed', count: dirty, most: files.length, lines: files },
    ],
  };
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
