import { RUN_STATES } from '../../../../domain/runs/run-states.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import type { Run, Task } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { countOf } from '../../parts/units/count.ts';
import { dateText } from '../../parts/units/time.ts';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import type { PastChange, PastCommit } from '../task/answers.ts';
import { actorText, changeText, nameIn } from '../task/change-text.ts';

/** The inputs of `task_history` that filter the page. */
const FIELDS = [
  { name: 'actor', title: 'Author', hint: 'human:ada' },
  { name: 'session', title: 'Session', hint: 'id' },
  { name: 'task', title: 'Task', hint: '12' },
  { name: 'since', title: 'Since', hint: 'yesterday' },
  { name: 'until', title: 'Until', hint: 'today' },
] as const;

const SHOWN = 200;
/** Number of changes shown for each commit. */
const SHOWN_OF_COMMIT = 6;

type Past = Outputs['task_history'];

/** Requests only the commits that are newer than the shown ones. The page adds them at the top. */
const SINCE = {
  input: ({ commits: [newest] }: Past) => newest && { after: newest.seq },
  add(old: Past, fresh: Past): Past {
    const names = new Map([...old.tasks, ...fresh.tasks].map((task) => [task.uuid, task]));
    return {
      ...old,
      commits: [...fresh.commits, ...old.commits].slice(0, SHOWN),
      tasks: [...names.values()],
    };
  },
};

/** The history of the queue with authors, newest commit first. */
export function Activity() {
  const { query } = route.value;
  const given = Object.fromEntries(FIELDS.flatMap(({ name }) => (query.get(name) ? [[name, query.get(name)]] : [])));
  const { value, error, again } = useRead('task_history', { ...given, limit: SHOWN }, { since: SINCE });
  const commits = value.value?.commits;
  return (
    <>
      <ViewHead title="History">
        <form
          class="page-acts line wrap gap-6"
          onSubmit={(event) => {
            event.preventDefault();
            const said = new FormData(event.currentTarget);
            goQuery(
              Object.fromEntries(FIELDS.map(({ name }) => [name, String(said.get(name) ?? '').trim() || undefined])),
            );
          }}
        >
          {FIELDS.map(({ name, title, hint }) => (
            <input
              key={name}
              name={name}
              aria-label={title}
              placeholder={`${title}: ${hint}`}
              defaultValue={query.get(name) ?? ''}
            />
          ))}
          <Button type="submit" look="small">
            Show
          </Button>
        </form>
      </ViewHead>
      {error.value && <ProblemNote refusal={error.value} again={again} />}
      {commits?.length === 0 && <Nothing narrowed={Object.keys(given).length > 0} />}
      <div class="page stack">
        {daysOf(commits?.filter(isWorthTelling) ?? []).map(({ day, entries }) => (
          <section key={day} aria-label={day}>
            <h2>{day}</h2>
            <ol class="page-rows entries">
              {entries.map((entry) => (
                <EntryRow key={entry.commits[0]!.seq} entry={entry} tasks={value.value!.tasks} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (!narrowed)
    return (
      <Empty icon="activity" title="No changes yet">
        <p>All changes to the queue appear here with their authors. Add a task to make the first one.</p>
      </Empty>
    );
  return (
    <Empty icon="activity" title="No change matches">
      <Button onClick={() => go(hrefOf('activity'))}>Show all</Button>
    </Empty>
  );
}

/** Kinds of records that the page doesn't show, because they are internal. */
const INNER: readonly string[] = ['counter', 'lease', 'claim', 'notice'];

const isWorthTelling = ({ changes }: PastCommit) =>
  changes.some(({ kind }) => kind === 'claim' || !INNER.includes(kind));

/** Successive commits about one run, or a single other commit. */
interface Entry {
  run?: string | undefined;
  commits: PastCommit[];
}

/** Divides commits into days of the reader's time zone, and puts successive commits about one run together. */
function daysOf(commits: readonly PastCommit[]): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const commit of commits) {
    const day = dateText(commit.at);
    if (days.at(-1)?.day !== day) days.push({ day, entries: [] });
    const { entries } = days.at(-1)!;
    const run = runOf(commit);
    if (run !== undefined && entries.at(-1)?.run === run) entries.at(-1)!.commits.push(commit);
    else entries.push({ run, commits: [commit] });
  }
  return days;
}

/** Returns the run that a commit is about, unless a person made the commit. */
function runOf({ actor, changes }: PastCommit): string | undefined {
  if (actor.kind === 'human') return undefined;
  return actor.run ?? changes.find(({ kind }) => kind === 'run')?.id;
}

/** One commit, or the last commit about a run with the earlier ones folded. */
function EntryRow({ entry: { run, commits }, tasks }: { entry: Entry; tasks: readonly Named[] }) {
  const [newest, ...earlier] = commits;
  return (
    <>
      <CommitRow commit={newest!} tasks={tasks} />
      {earlier.length > 0 && (
        <li>
          <details>
            <summary class="faint">
              {countOf(earlier.length, 'earlier change')} of {run}
            </summary>
            <ol class="entries">
              {earlier.map((commit) => (
                <CommitRow key={commit.seq} commit={commit} tasks={tasks} />
              ))}
            </ol>
          </details>
        </li>
      )}
    </>
  );
}

interface RowProps {
  commit: PastCommit;
  tasks: readonly Named[];
}
type Named = Pick<Task, 'uuid' | 'id' | 'description'>;

function CommitRow({ commit: { at, actor, says, changes, left = 0 }, tasks }: RowProps) {
  const shown = changes.filter(({ kind }) => !INNER.includes(kind));
  const more = Math.max(0, shown.length - SHOWN_OF_COMMIT) + left;
  return (
    <li>
      <Ago at={at} /> <strong>{actorText(actor)}</strong>{' '}
      {says && shown.every(({ kind }) => kind !== 'run') && <span>{says}</span>}{' '}
      {shown.slice(0, SHOWN_OF_COMMIT).map((change) => (
        <Changed key={`${change.kind} ${change.id}`} change={change} tasks={tasks} />
      ))}
      {more > 0 && <span class="count">and {more.toLocaleString()} more</span>}
    </li>
  );
}

function Changed({ change, tasks }: { change: PastChange; tasks: readonly Named[] }) {
  const { kind, id, after, before } = change;
  if (kind === 'run') return <RunChanged id={id} state={after?.state} />;
  const [owner = ''] = id.split('/', 1);
  const task = tasks.find(({ uuid }) => uuid === owner);
  const what = changeText(change, nameIn(tasks)).join('; ');
  if (task)
    return (
      <span class="activity-change">
        <TaskLink id={task.id} /> <TaskLink id={task.id}>{task.description}</TaskLink> <span class="who">
          {what}
        </span>{' '}
      </span>
    );
  const gone = before?.description;
  return <span class="who">{typeof gone === 'string' ? `${gone} ${what}` : what} </span>;
}

function RunChanged({ id, state }: { id: string; state: unknown }) {
  return (
    <span class="activity-change">
      <RunLink id={id} />{' '}
      {typeof state === 'string' && (
        <>
          {RUN_STATES[state as Run['state']].means} <StateView of={state as Run['state']} />
        </>
      )}{' '}
    </span>
  );
}
