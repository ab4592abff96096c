import { dollars } from '../../../../base/amounts.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import { LivePage } from '../../parts/document/page.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { countText, dateText } from '../../parts/units/time.ts';
import { ViewHead } from '../../parts/view-head.tsx';
import { goQuery, route } from '../../shell/route.ts';

type Answer = Outputs['usage'];
type Used = Answer['total'];

/** The groups of the table. `day` and `week` have a bar chart above the table anyway. */
const GROUPS = ['agent', 'model', 'project', 'type', 'task', 'week'] as const satisfies readonly Answer['by'][];
const SPANS = [
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
  ['', 'All time'],
] as const;
const USUAL = '30d';

/** Tokens, cost and rework of runs: over time, and by agent, model, project, type, task or week. */
export function UsageView() {
  const { query } = route.value;
  const by = GROUPS.find((group) => group === query.get('by')) ?? 'agent';
  const said = query.get('since') ?? USUAL;
  const since = said === 'all' ? undefined : said;
  const span = since === undefined ? {} : { since };
  const days = useRead('usage', { by: 'day', ...span });
  const used = days.value.value?.used;
  return (
    <>
      <ViewHead title="Usage">
        <Choice
          label="Group"
          value={by}
          options={GROUPS.map((group) => [group, `By ${group}`] as const)}
          choose={(value) => goQuery({ by: value })}
        />
        <Choice
          label="Time"
          value={since ?? ''}
          options={SPANS}
          choose={(value) => goQuery({ since: value === '' ? 'all' : value })}
        />
      </ViewHead>
      <div class="page stack">
        <Unanswered of={days} />
        {used?.length === 0 && (
          <Empty icon="usage" title="No runs in this time" first>
            <p>Tokens and cost of runs appear here. Start a run to create the first ones.</p>
          </Empty>
        )}
        {used && used.length > 0 && (
          <>
            <Days used={used} />
            <LivePage key={by} of="usage" input={{ by, ...span }} />
          </>
        )}
      </div>
    </>
  );
}

/** A bar for each day: its cost, or its tokens if no agent reported a cost. */
function Days({ used }: { used: readonly Used[] }) {
  const costs = used.some(({ costUsd }) => (costUsd ?? 0) > 0);
  const amount = ({ costUsd = 0, input, output }: Used) => (costs ? costUsd : input + output);
  const text = (one: Used) =>
    costs ? dollars(amount(one)) : amount(one) > 0 ? `${countText(amount(one))} tokens` : 'not reported';
  const most = Math.max(...used.map(amount), Number.MIN_VALUE);
  return (
    <figure class="stack gap-4" aria-label={costs ? 'Cost by day' : 'Tokens by day'}>
      {used.map((one) => (
        <div
          key={one.key}
          class="fact usage-day"
          title={`${one.key}: ${text(one)}, ${countOf(one.runs, 'run')}, ${one.rework} rework`}
        >
          <span class="faint small">{dateText(one.key)}</span>
          <meter class="whole" min={0} max={most} value={amount(one)} aria-label={one.key} />
          <span class="count">{text(one)}</span>
        </div>
      ))}
    </figure>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  choose(value: string): void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      {options.map(([each, title]) => (
        <option key={each} value={each}>
          {title}
        </option>
      ))}
    </select>
  );
}
