import { branchName } from '../../../../domain/runs/branch-name.ts';
import { byTurn } from '../../../../domain/runs/merge-order.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { useRead } from '../../data/live.ts';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago } from '../../parts/units/when.tsx';

const SHOWN = 200;
const KINDS = { kinds: ['run'] };

/** Approved runs in the order in which Backlog will merge them, with the reason if a run waits. */
export function MergeQueue() {
  const merging = useRead('run_list', { state: 'merging', limit: SHOWN }, KINDS);
  const approved = useRead('run_list', { state: 'approved', limit: SHOWN }, KINDS);
  const [first, queued] = [merging.value.value?.runs, approved.value.value?.runs];
  const entries = [...(first ?? []), ...[...(queued ?? [])].sort((a, b) => byTurn(a.run, b.run))];
  return (
    <section aria-label="Merge queue">
      <h2>
        Merge queue <span class="count">{entries.length || ''}</span>
      </h2>
      <Unanswered of={[merging, approved]} />
      {first && queued && entries.length === 0 && (
        <p class="faint">Approved results appear here until Backlog merges them.</p>
      )}
      <ol class="git-queue entries">
        {entries.map(({ run, id, description }) => (
          <li key={run.id}>
            <RunLink id={run.id} /> <StateView of={shownState(run)} /> <TaskLink id={id} /> <span>{description}</span>{' '}
            <span class="soft">
              to <code>{branchName(run.target)}</code>
            </span>{' '}
            {run.verdict && (
              <span class="who">
                approved by {run.verdict.actor} <Ago at={run.verdict.at} />
              </span>
            )}
            {run.waits && <p class="run-reason bad">{run.waits.text}</p>}
            {run.proposed && <p class="faint">Proposed: {run.proposed.text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
