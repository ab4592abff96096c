import { useSignal } from '@preact/signals';
import { isUnderWay } from '../../../../domain/runs/run-states.ts';
import { useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { Button } from '../../parts/button.tsx';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { TableView } from '../../parts/table.tsx';
import { RunLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { sizeOf } from '../../parts/units/size.ts';
import { CleanUp } from './clean-up.tsx';
import { CleanUpAll } from './clean-up-all.tsx';

/** The clean-up of all finished runs, in place of a run's id. */
const ALL = 'all';

export function Worktrees() {
  const asked = useRead('worktree_list', {}, { kinds: ['run'] });
  const listed = asked.value.value;
  const measured = useRequestedAnswer('worktree_list');
  const cleaning = useSignal<string | undefined>(undefined);
  const all = listed?.worktrees;
  const sizes = new Map(measured.value.value?.worktrees.map(({ id, bytes }) => [id, bytes]));
  const total = all?.reduce((sum, { id, bytes }) => sum + (sizes.get(id) ?? bytes), 0);
  return (
    <section aria-label="Worktrees">
      <header class="page-line line wrap">
        <h2>Worktrees {total ? <span class="count">{sizeOf(total)} on this disk</span> : ''}</h2>
        {all && all.length > 0 && (
          <>
            <AskButton asked={measured} input={{ measure: true }}>
              Measure disk use
            </AskButton>
            <Button look="small" onClick={() => (cleaning.value = ALL)}>
              Clean up finished runs
            </Button>
          </>
        )}
      </header>
      <Unanswered of={asked} />
      {all?.length === 0 ? (
        <p class="faint">Worktrees of runs appear here. Start a run to create one.</p>
      ) : (
        <TableView label="Table of worktrees" titles={['Run', 'State', 'Branch', 'Disk', 'Clean up']}>
          {all?.map(({ id, state, branch, bytes, folder, measured: exact }) => (
            <tr key={id}>
              <td>
                <RunLink id={id} />
              </td>
              <td>{state ? <StateView of={state} /> : <span class="state tone-bad">unknown run</span>}</td>
              <td>
                <code title={folder}>{branch ?? '–'}</code>
              </td>
              <td>
                {exact || sizes.has(id) ? '' : 'about '}
                {sizeOf(sizes.get(id) ?? bytes)}
              </td>
              <td>
                {state && !isUnderWay(state) && (
                  <Button look="small" aria-label={`Clean up ${id}`} onClick={() => (cleaning.value = id)}>
                    Clean up
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </TableView>
      )}
      {cleaning.value === ALL && <CleanUpAll onClose={() => (cleaning.value = undefined)} />}
      {cleaning.value !== undefined && cleaning.value !== ALL && (
        <CleanUp id={cleaning.value} onClose={() => (cleaning.value = undefined)} />
      )}
    </section>
  );
}
