import { useRead } from '../../data/live.ts';
import { Empty } from '../../parts/empty.tsx';
import { Problem } from '../../parts/problem.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { Ago } from '../../parts/when.tsx';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import type { PastChange } from '../task/answers.ts';

/** What narrows it down, each an input of `task_history`. */
const FIELDS = [
  { name: 'actor', title: 'Actor', hint: 'human:ada' },
  { name: 'session', title: 'Session', hint: 'Its id' },
  { name: 'task', title: 'Task', hint: '12' },
  { name: 'since', title: 'Since', hint: 'yesterday' },
  { name: 'until', title: 'Until', hint: 'today' },
] as const;

const SHOWN = 200;

/** Who did what, the newest first. */
export function Activity() {
  const { query } = route.value;
  const given = Object.fromEntries(FIELDS.flatMap(({ name }) => (query.get(name) ? [[name, query.get(name)]] : [])));
  const { value, error, again } = useRead('task_history', { ...given, limit: SHOWN });
  const commits = value.value?.commits;
  return (
    <>
      <ViewHead title="Activity">
        <form
          class="page-acts"
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
          <button type="submit" class="button small">
            Show
          </button>
        </form>
      </ViewHead>
      {error.value && <Problem refusal={error.value} again={again} />}
      {commits?.length === 0 && <Nothing narrowed={Object.keys(given).length > 0} />}
      <ol class="page page-rows">
        {commits?.map(({ seq, at, actor, command, changes }) => (
          <li key={seq}>
            <Ago at={at} /> <strong>{`${actor.kind}:${actor.name}`}</strong>{' '}
            {actor.run && <span class="who">{actor.run}</span>} <code>{command.replaceAll('_', ' ')}</code>{' '}
            {changes.slice(0, 6).map((change) => (
              <Changed key={`${change.kind} ${change.id}`} change={change} />
            ))}
            {changes.length > 6 && <span class="count">and {changes.length - 6} more</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (!narrowed)
    return (
      <Empty icon="activity" title="Nothing happened yet">
        <p>Every change to the queue is listed here, with who made it.</p>
      </Empty>
    );
  return (
    <Empty icon="activity" title="No change fits">
      <button type="button" class="button" onClick={() => go(hrefOf('activity'))}>
        Show all
      </button>
    </Empty>
  );
}

function Changed({ change: { kind, id, before, after } }: { change: PastChange }) {
  if (kind === 'task') {
    const said = after?.description ?? before?.description;
    return <a href={hrefOf('task', [id])}>{typeof said === 'string' ? said : 'a task'} </a>;
  }
  if (kind === 'run') return <a href={hrefOf('run', [id])}>{id} </a>;
  return <span class="who">{kind} </span>;
}
