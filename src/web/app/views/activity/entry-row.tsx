import { Fragment } from 'preact';
import type { Run, Task } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/count.ts';
import { Ago } from '../../parts/units/when.tsx';
import type { PastChange, PastCommit } from '../task/answers.ts';
import { actorText, changeText, nameIn } from '../task/change-text.ts';
import { didToComment, didToRun, predicate, reachedText } from '../task/past-words.ts';
import { type Entry, shownChanges } from './entries.ts';

/** Number of changes shown for each commit. */
const SHOWN_OF_COMMIT = 6;

/** The names of what the shown entries are about. */
export interface Known {
  tasks: readonly Named[];
  /** The runs of the shown entries, with the descriptions of their tasks. */
  runs: readonly { run: Pick<Run, 'id'>; description: string }[];
}
type Named = Pick<Task, 'uuid' | 'id' | 'description'>;

/** One commit, or the last commit about a run with the earlier ones folded. */
export function EntryRow({ entry: { run, commits }, known }: { entry: Entry; known: Known }) {
  const [newest, ...earlier] = commits;
  if (earlier.length === 0) return <CommitRow commit={newest!} known={known} of={run} />;
  return (
    <li class="flex gap-8">
      <Ago at={newest!.at} />
      <div class="rest slim">
        <Sentence commit={newest!} known={known} of={run} />
        <details>
          <summary class="figures">
            {countOf(earlier.length, 'earlier change')} <Icon name="down" size={11} />
          </summary>
          <ol class="entries">
            {earlier.map((commit) => (
              <CommitRow key={commit.seq} commit={commit} known={known} of={run} />
            ))}
          </ol>
        </details>
      </div>
    </li>
  );
}

interface RowProps {
  commit: PastCommit;
  known: Known;
  /** The run that the commit is about, if no person made the commit. */
  of: string | undefined;
}

const CommitRow = (props: RowProps) => (
  <li class="flex gap-8">
    <Ago at={props.commit.at} />
    <span class="rest slim">
      <Sentence {...props} />
    </span>
  </li>
);

/** A commit as a sentence: its author, the verb, and what it changed. */
function Sentence({ commit, known, of }: RowProps) {
  const { actor, left = 0 } = commit;
  const shown = shownChanges(commit);
  const tasks = shown.filter(({ kind }) => kind === 'task');
  const run = shown.find(({ kind }) => kind === 'run');
  const commented = shown.find(({ kind }) => kind === 'comment');
  const result = (commented?.after ?? commented?.before)?.run;
  const more = Math.max(0, tasks.length - SHOWN_OF_COMMIT) + left;
  const alone = tasks.length === 1 && shown.length === 1;
  return (
    <>
      {of === undefined ? <strong>{actorText(actor)}</strong> : <RunName id={of} known={known} bold />}{' '}
      {run && of === undefined ? (
        <>
          {didToRun(commit.command, run.after?.state)} <RunName id={run.id} known={known} />
        </>
      ) : run ? (
        <StateReached state={run.after?.state} />
      ) : typeof result === 'string' ? (
        <>
          commented on <RunName id={result} known={known} />
        </>
      ) : (
        <span>{didToComment(commit) ?? predicate(commit, tasks.length === 1)}</span>
      )}{' '}
      {(run && (of !== undefined || known.runs.some((one) => one.run.id === run.id))
        ? []
        : tasks.slice(0, SHOWN_OF_COMMIT)
      ).map((change, at) => (
        <Fragment key={change.id}>
          {at > 0 && ' · '}
          <TaskChanged change={change} tasks={known.tasks} detailed={alone || tasks.length > 1} />
        </Fragment>
      ))}
      {more > 0 && <span class="count">and {more.toLocaleString()} more</span>}
    </>
  );
}

/** A run with the description of its task. */
function RunName({ id, known, bold }: { id: string; known: Known; bold?: true }) {
  const found = known.runs.find(({ run }) => run.id === id);
  return (
    <>
      <RunLink id={id} /> {found && (bold ? <strong>{visible(found.description)}</strong> : visible(found.description))}
    </>
  );
}

function StateReached({ state }: { state: unknown }) {
  return reachedText(state) === undefined ? <span>changed</span> : <StateView of={String(state)} />;
}

/** @param detailed whether to show the changed fields */
function TaskChanged({ change, tasks, detailed }: { change: PastChange; tasks: readonly Named[]; detailed: boolean }) {
  const task = tasks.find(({ uuid }) => uuid === change.id);
  const what = changeText(change, nameIn(tasks)).filter((part) => !PLAIN.has(part));
  const gone = change.before?.description;
  return (
    <span class="activity-change">
      {task ? (
        <>
          <TaskLink id={task.id} /> <TaskLink id={task.id}>{visible(task.description)}</TaskLink>
        </>
      ) : (
        typeof gone === 'string' && visible(gone)
      )}{' '}
      {detailed && what.length > 0 && <span class="who">{what.join('; ')}</span>}{' '}
    </span>
  );
}

/** Descriptions of changes that the verb of the sentence says already. */
const PLAIN: ReadonlySet<string> = new Set([
  'added',
  'removed',
  'started',
  'stopped',
  'completed',
  'deleted',
  'pending',
  'note',
]);
