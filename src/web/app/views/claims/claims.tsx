import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { claimHolder } from '../../../../claims/holder.ts';
import { entryText } from '../../../../domain/scope-text.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { TaskLink } from '../../parts/task/marks.tsx';
import { ScopeView } from '../../parts/task/scope.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Until } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';

/** Ends of a new claim, with the arguments of `claim_acquire`. */
const ENDS = [
  ['For an hour', { for: '1h' }],
  ['For a day', { for: '1d' }],
  ['Until released', { until_released: true }],
] as const;

/** All claims, with their holders and ends. A person can claim files and release every claim. */
export function ClaimsView() {
  const asked = useRead('claim_list', {});
  const answer = asked.value.value;
  const claims = answer?.claims ?? [];
  const release = (claim: string, what: string) => act('claim_release', { claim }, { done: `Released ${what}` });
  return (
    <>
      <ViewHead title="Claims" />
      <div class="page stack">
        <ClaimForm />
        <Unanswered of={asked} />
        {answer && claims.length === 0 && (
          <Empty icon="lock" title="No claims" first>
            <p>Claims of agents and people appear here. A hook denies other agents' edits of claimed files.</p>
          </Empty>
        )}
        {claims.length > 0 && (
          <ul class="rows panel" aria-label="All claims">
            {claims.map((claim, i) => {
              const { id, holder, scope, label } = claim;
              const { task, held, until, released, host } = answer!.leases[i]!;
              const what = task
                ? `#${task.id}`
                : label || scope.map((entry) => entryText(entry)).join(', ') || id.slice(0, 8);
              return (
                <li key={id} class="row line">
                  <div class="rest slim">
                    {task ? (
                      <TaskLink id={task.id} look="row-title anywhere">
                        {visible(task.description)}
                      </TaskLink>
                    ) : (
                      <span class="row-name anywhere">{visible(label ?? 'Files')}</span>
                    )}
                    <div class="facts">
                      {task && <TaskLink id={task.id} />}
                      <span>
                        <ScopeView of={scope} />
                      </span>
                      <span title={holder}>{visible(claimHolder(claim, { hostOf: () => host }))}</span>
                      <span>{held ? endText(until, released) : <StateView of="expired" />}</span>
                    </div>
                  </div>
                  <span class="row-end rigid">
                    <Button look="small" aria-label={`Release ${what}`} onClick={() => void release(id, what)}>
                      Release
                    </Button>
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </>
  );
}

function endText(until: string | undefined, released: true | undefined): ComponentChildren {
  if (released) return 'until released';
  if (until === undefined) return "with its holder's process";
  return (
    <>
      expires <Until at={until} />
    </>
  );
}

/** Claims files for the reader, so that agents leave them alone. */
function ClaimForm() {
  const files = useSignal('');
  const end = useSignal(0);
  const claim = useSubmit(async () => {
    const scope = files.value.trim();
    const made = await act(
      'claim_acquire',
      { scope, ...ENDS[end.value]![1] },
      { done: `Claimed ${scope}`, undo: true },
    );
    if (made) files.value = '';
  });
  return (
    <form class="line wrap gap-8" onSubmit={claim}>
      <input
        aria-label="Files to claim"
        placeholder="src/login/**"
        spellcheck={false}
        value={files.value}
        onInput={({ currentTarget }) => (files.value = currentTarget.value)}
      />
      <select
        aria-label="End of the claim"
        value={end.value}
        onChange={({ currentTarget }) => (end.value = Number(currentTarget.value))}
      >
        {ENDS.map(([title], at) => (
          <option key={title} value={at}>
            {title}
          </option>
        ))}
      </select>
      <Button type="submit" disabled={files.value.trim() === ''}>
        Claim files
      </Button>
    </form>
  );
}
