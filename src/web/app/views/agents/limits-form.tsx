import { useSignal } from '@preact/signals';
import { dollars } from '../../../../base/amounts.ts';
import { PROVIDER_NAMES } from '../../../../domain/runs/providers.ts';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import type { LimitsInput, OrchestratorAnswer } from './types.ts';

/** The orchestrator's limits as a form. Saving also starts the orchestrator, as on the command line. */
export function LimitsForm({ status }: { status: OrchestratorAnswer }) {
  const { wish, limits, filter, spentUsd } = status;
  const { agents, providers = {}, budget, failures, unreviewed, unreviewedIn, attempts, backoffMs } = limits;
  const refused = useSignal<Refusal | undefined>(undefined);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    refused.value = undefined;
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const input = limitsInput((name) => String(said.get(name) ?? '').trim());
    await act('orchestrator_start', input, {
      done: 'The orchestrator uses these limits',
      refused: (why) => (refused.value = why),
    });
  };
  return (
    <form class="form-grid panel" aria-label="Limits" onSubmit={save}>
      <Field name="agents" title="Runs at once" value={agents} />
      {PROVIDER_NAMES.map((provider) => (
        <Field key={provider} name={provider} title={`Runs of ${provider}`} value={providers[provider]} hint="any" />
      ))}
      <Field
        name="budget"
        title="Budget in dollars"
        value={budget?.usd}
        hint="none"
        {...(spentUsd === undefined ? {} : { note: `${dollars(spentUsd)} spent` })}
      />
      <label>
        Budget period
        <select name="per">
          <option value="day">per day</option>
          <option value="all" selected={budget?.per === 'all'}>
            in total
          </option>
        </select>
      </label>
      <Field name="failures" title="Failures in a row until it pauses" value={failures} />
      <Field name="unreviewed" title="Unreviewed results" value={unreviewed} hint="any" />
      <label>
        Unreviewed results of
        <select name="unreviewed_in">
          <option value="queue">this queue</option>
          <option value="all-queues" selected={unreviewedIn === 'all-queues'}>
            all queues of this machine
          </option>
        </select>
      </label>
      <Field name="tries" title="Tries per task" value={attempts} />
      <Field name="backoff" title="Seconds until a second try" value={backoffMs / 1_000} />
      <label class="whole">
        Only tasks that match
        <input name="filter" defaultValue={filter ?? ''} placeholder="all: +READY project:web" spellcheck={false} />
      </label>
      <Button type="submit">{wish === 'running' ? 'Set the limits' : 'Set the limits and start'}</Button>
      {refused.value && <ProblemNote refusal={refused.value} />}
    </form>
  );
}

interface FieldProps {
  name: string;
  title: string;
  value: number | undefined;
  hint?: string;
  note?: string;
}

function Field({ name, title, value, hint, note }: FieldProps) {
  return (
    <label>
      {title}
      <input
        name={name}
        inputMode="decimal"
        defaultValue={value === undefined ? '' : String(value)}
        placeholder={hint}
      />
      {note && <small class="faint small">{note}</small>}
    </label>
  );
}

/**
 * Converts the form to the input of `orchestrator_start`. An empty number keeps its limit; another empty field removes
 * its limit.
 */
function limitsInput(said: (name: string) => string): LimitsInput {
  const numbers = ['agents', 'failures', 'tries', 'backoff'].flatMap((name) =>
    said(name) === '' ? [] : [[name, said(name)] as const],
  );
  return {
    ...Object.fromEntries(numbers),
    providers: PROVIDER_NAMES.flatMap((name) => (said(name) === '' ? [] : [`${name}:${said(name)}`])),
    budget: said('budget') === '' ? 0 : said('budget'),
    unreviewed: said('unreviewed') === '' ? 0 : said('unreviewed'),
    unreviewed_in: said('unreviewed_in') === 'all-queues' ? 'all-queues' : 'queue',
    per: said('per') === 'all' ? 'all' : 'day',
    filter: said('filter'),
  };
}
