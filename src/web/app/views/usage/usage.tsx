import { dollars } from '../../../../base/amounts.ts';
import { capital } from '../../../../base/quote.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import { Empty } from '../../parts/empty.tsx';
import { TableView } from '../../parts/table.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { countText, dateText, lengthText } from '../../parts/units/time.ts';
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
  const asked = useRead('usage', { by, ...span });
  const rows = asked.value.value;
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
        <Unanswered of={[days, asked]} />
        {rows && rows.used.length === 0 && (
          <Empty icon="activity" title="No runs in this time" first>
            <p>Tokens and cost of runs appear here. Start a run to create the first ones.</p>
          </Empty>
        )}
        {days.value.value && days.value.value.used.length > 0 && <Days used={days.value.value.used} />}
        {rows?.left !== undefined && (
          <p class="faint">
            The {rows.used.length} largest rows are shown. The total counts {rows.left.toLocaleString()} more.
          </p>
        )}
        {rows && rows.used.length > 0 && (
          <TableView
            label="Table of usage"
            titles={[capital(by), 'Cost', 'Tokens', 'Runs', 'Merged', 'Rework', 'Rounds', 'Work time', 'Wait time']}
          >
            {[...rows.used, ...(rows.used.length > 1 ? [{ ...rows.total, key: 'Total' }] : [])].map((used) => (
              <Row key={used.key} used={used} />
            ))}
          </TableView>
        )}
      </div>
    </>
  );
}

function Row({ used }: { used: Used }) {
  const { key, runs, merged, rounds, rework, costUsd, workedMs, waitedMs } = used;
  const numbers = [costText(costUsd), tokensText(used), runs, merged, rework, rounds];
  return (
    <tr>
      <th scope="row">{visible(key)}</th>
      {[...numbers, lengthText(workedMs), lengthText(waitedMs)].map((number, at) => (
        <td key={at} class="count">
          {number}
        </td>
      ))}
    </tr>
  );
}

/** A live run has none until its agent reports them. Some agents never do. */
const tokensText = ({ input, output }: Used) => (input + output > 0 ? countText(input + output) : 'not reported');
const costText = (usd: number | undefined) => (usd === undefined ? '–' : dollars(usd));

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
