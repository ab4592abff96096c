import { useSignal } from '@preact/signals';
import { scopeText } from '../../../../domain/scope-text.ts';
import { act } from '../../data/act.ts';
import { usePage } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { PageView } from '../../parts/document/page.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LineForm } from '../../parts/forms/line-form.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { ViewHead } from '../../parts/view-head.tsx';

/** Ends of a new claim, with the arguments of `claim_acquire`. */
const ENDS = [
  ['For an hour', { for: '1h' }],
  ['For a day', { for: '1d' }],
  ['Until released', { until_released: true }],
] as const;

/** All claims, with their holders and ends. A person can claim files and release every claim. */
export function ClaimsView() {
  const asked = usePage('claim_list', {});
  const { page, output } = asked.value.value ?? {};
  const release = (claim: string, name: string) => (
    <Button
      look="small"
      aria-label={`Release ${name}`}
      onClick={() => void act('claim_release', { claim }, { done: `Released ${name}` })}
    >
      Release
    </Button>
  );
  return (
    <>
      <ViewHead title="Claims" />
      <div class="page stack">
        <ClaimForm />
        <Unanswered of={asked} />
        {output?.claims.length === 0 && (
          <Empty icon="lock" title="No claims" first>
            <p>Claims of agents and people appear here. A hook denies other agents' edits of claimed files.</p>
          </Empty>
        )}
        {page && output!.claims.length > 0 && <PageView of={page} look="list" label="All claims" act={release} />}
      </div>
    </>
  );
}

/** Claims files for the reader, so that agents leave them alone. */
function ClaimForm() {
  const end = useSignal(0);
  return (
    <LineForm
      of="claim_acquire"
      fields={{ scope: { title: 'Files to claim', hint: 'src/login/**', required: true } }}
      given={ENDS[end.value]![1]}
      action="Claim files"
      class="line wrap gap-8"
      done={({ claim: { scope } }) => `Claimed ${scopeText(scope, [])}`}
    >
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
    </LineForm>
  );
}
