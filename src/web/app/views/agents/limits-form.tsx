import { useSignal } from '@preact/signals';
import { dollars } from '../../../../base/amounts.ts';
import { act } from '../../data/act.ts';
import type { Refusal } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { CommandFields, type FormInput, useForm } from '../../parts/forms/command-form.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import type { LimitsInput, OrchestratorAnswer } from './types.ts';

const number = (title: string, hint?: string) => ({ title, kind: 'number', ...(hint ? { hint } : {}) }) as const;

const FIELDS = {
  agents: number('Runs at once'),
  budget: number('Budget in dollars', 'none'),
  per: { title: 'Budget period', required: true, words: { day: 'per day', all: 'in total' } },
  failures: number('Failures in a row until it pauses'),
  unreviewed: number('Unreviewed results', 'any'),
  unreviewed_in: {
    title: 'Unreviewed results of',
    required: true,
    words: { queue: 'this queue', 'all-queues': 'all queues of this machine' },
  },
  attempts: number('Attempts per task'),
  backoff: number('Seconds until a second attempt'),
  providers: { title: 'Runs of each provider, one on each line', hint: 'claude:2' },
  filter: { title: 'Only tasks that match', hint: 'all: +READY project:web' },
};

/** Values of empty fields, which remove their limit. Without a value, an empty field keeps its limit. */
const NO_LIMIT: FormInput = { budget: 0, unreviewed: 0, providers: [], filter: '' };

/** The orchestrator's limits as a form. Saving also starts the orchestrator, as on the command line. */
export function LimitsForm({ status: { wish, limits, filter, spentUsd } }: { status: OrchestratorAnswer }) {
  const { budget, providers = {}, unreviewedIn, backoffMs, ...numbers } = limits;
  const spent = spentUsd === undefined ? {} : { about: `${dollars(spentUsd)} spent` };
  const form = useForm('orchestrator_start', { ...FIELDS, budget: { ...FIELDS.budget, ...spent } });
  const refused = useSignal<Refusal | undefined>(undefined);
  const save = async (input: FormInput) => {
    refused.value = undefined;
    await act('orchestrator_start', input as LimitsInput, {
      done: 'The orchestrator uses these limits',
      refused: (why) => (refused.value = why),
    });
  };
  const given = {
    ...{ ...numbers, filter, budget: budget?.usd, per: budget?.per ?? 'day' },
    ...{ unreviewed_in: unreviewedIn ?? 'queue', backoff: backoffMs / 1_000 },
    providers: Object.entries(providers).map(([name, most]) => `${name}:${most}`),
  };
  if (!form) return null;
  return (
    <CommandFields of={form} label="Limits" given={given} empty={NO_LIMIT} onSubmit={save}>
      <span class="line">
        <Button type="submit">{wish === 'running' ? 'Set the limits' : 'Set the limits and start'}</Button>
      </span>
      {refused.value && <ProblemNote refusal={refused.value} />}
    </CommandFields>
  );
}
