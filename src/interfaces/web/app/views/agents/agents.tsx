import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import type { RunView } from '../../data/types.ts';
import { ViewHead } from '../../parts/view-head.tsx';
import { RunRow } from '../now/run-row.tsx';

interface Status {
  wish: 'running' | 'paused' | 'stopped';
  reason?: { text: string };
  filter?: string;
  limits: { agents: number; failures: number; attempts: number; budget?: { usd: number; per: string } };
  leader?: { host: string; pid: number };
  runs: readonly RunView[];
  needed: readonly { run: string; text: string }[];
  limited: readonly { provider: string; until: string }[];
  spentUsd?: number;
}

interface Agent {
  name: string;
  provider: string;
  model?: string;
  enabled: boolean;
  slots?: number;
  permission: { mode: string; allow: readonly string[]; deny: readonly string[] };
  file: string | null;
}

/** Who works here: the orchestrator, and the agents that runs are given to. What an agent may do is written at a terminal. */
export function Agents() {
  const status = useRead<Status>('orchestrator_status', {}, { kinds: ['orchestrator', 'run'] }).value.value;
  const agents = useRead<{ agents: readonly Agent[] }>('agent_list', {}, { kinds: ['agent'] }).value.value?.agents;
  return (
    <>
      <ViewHead title="Agents" />
      <div class="page">
        {status && <Orchestrator status={status} />}
        <section aria-label="Agents">
          <h2>Agents</h2>
          <div class="run-table">
            <table>
              <thead>
                <tr>
                  {['Name', 'Provider', 'At once', 'Permission', 'Health'].map((title) => (
                    <th key={title} scope="col">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {agents?.map(({ name, provider, model, slots, permission, enabled, file }) => (
                  <tr key={name}>
                    <td>{name}</td>
                    <td>{[provider, model].filter(Boolean).join(' · ')}</td>
                    <td>{slots ?? '–'}</td>
                    <td>
                      {permission.mode} {permission.allow.join(', ')}
                    </td>
                    <td>{!enabled ? 'disabled' : file === null ? 'its program is not here' : 'ready'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      </div>
    </>
  );
}

function Orchestrator({
  status: { wish, reason, limits, leader, runs, needed, limited, spentUsd },
}: {
  status: Status;
}) {
  const agents = useSignal<number | undefined>(undefined);
  const does = (verb: 'start' | 'pause' | 'stop', done: string, input = {}) =>
    void act(`orchestrator_${verb}`, input, { done });
  return (
    <section aria-label="Orchestrator">
      <h2>
        Orchestrator <span class={`state ${wish === 'running' ? 'tone-busy' : 'tone-quiet'}`}>{wish}</span>
      </h2>
      {reason && <p class="run-reason">{reason.text}</p>}
      {wish === 'running' && !leader && <p class="run-reason">No loop is alive: start it again.</p>}
      <p class="none">
        {limits.failures} failures in a row pause it; {limits.attempts} attempts at a task
        {limits.budget && `; at most $${limits.budget.usd} ${limits.budget.per === 'day' ? 'a day' : 'in all'}`}
        {spentUsd !== undefined && `; $${spentUsd.toFixed(2)} spent`}
      </p>
      <div class="page-acts">
        <label>
          Runs at once{' '}
          <input
            type="number"
            min={1}
            max={64}
            value={agents.value ?? limits.agents}
            onInput={({ currentTarget }) => {
              agents.value = currentTarget.valueAsNumber;
            }}
          />
        </label>
        <button
          type="button"
          class="button primary"
          onClick={() => does('start', 'The orchestrator starts runs', { agents: agents.value ?? limits.agents })}
        >
          {wish === 'running' ? 'Set' : 'Play'}
        </button>
        {wish === 'running' && (
          <button type="button" class="button" onClick={() => does('pause', 'No further run starts')}>
            Pause
          </button>
        )}
        {wish !== 'stopped' && (
          <button type="button" class="button" onClick={() => does('stop', 'The orchestrator is stopped')}>
            Stop
          </button>
        )}
      </div>
      {[
        ...needed.map(({ text }) => text),
        ...limited.map(({ provider, until }) => `${provider} is at its limit until ${until}`),
      ].map((text) => (
        <p key={text} class="run-reason">
          {text}
        </p>
      ))}
      <ul class="page-rows">
        {runs.map((view) => (
          <RunRow key={view.run.id} view={view} />
        ))}
      </ul>
    </section>
  );
}
