import { dollars } from '../../../../base/amounts.ts';
import { isUnderWay } from '../../../../domain/runs/run-states.ts';
import { isAtWork, shownState } from '../../../../domain/state-words.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import type { PageFact } from '../../../sdk/page.ts';
import { usePage, useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import type { ListedRun, Run } from '../../data/types.ts';
import { FactsView, factsOfRow } from '../../parts/document/page.tsx';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { FirstSteps } from '../../parts/task/first-steps.tsx';
import { RunLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { NightView } from './night.tsx';
import { OrchestratorView } from './orchestrator.tsx';
import type { Health, ListedAgent } from './types.ts';

/** Input of the command that lists runs: unfinished runs first, then the newest finished ones. */
const RUNS = { all: true, limit: 100 };

/** The orchestrator and the agents that do runs. Only the command line can change permissions. */
export function Agents() {
  const asked = useRead('orchestrator_status', {});
  const status = asked.value.value;
  const listed = usePage('agent_list', {});
  const agents = listed.value.value?.output.agents;
  const table = listed.value.value?.page.sections[0]?.table;
  const used = useRead('usage', { by: 'agent' }, { patient: true }).value.value?.used;
  const runs = useRead('run_list', RUNS, { kinds: ['run'], patient: true }).value.value?.runs ?? [];
  // A built-in agent that isn't installed and has no runs is only named.
  const isAbsent = ({ name, at, file }: ListedAgent) =>
    at === undefined && file === null && !used?.some(({ key }) => key === name);
  const shown = agents?.filter((agent) => !isAbsent(agent)) ?? [];
  const absent = agents?.filter(isAbsent) ?? [];
  const health = useRequestedAnswer('agent_check');
  const healthOf = (name: string) => health.value.value?.agents.find((one) => one.name === name);
  return (
    <>
      <ViewHead title="Agents" />
      <div class="page stack">
        <FirstSteps elsewhere />
        <Unanswered of={asked} />
        {status && <OrchestratorView status={status} />}
        <NightView />
        <section class="stack gap-12" aria-label="Agents">
          <header class="page-line line wrap">
            <h2>Agents</h2>
            <AskButton asked={health}>Test the agents</AskButton>
          </header>
          {health.error.value && <ProblemNote refusal={health.error.value} />}
          <Unanswered of={listed} />
          <ul class="card-boxes">
            {shown.map((agent) => (
              <AgentCard
                key={agent.name}
                agent={agent}
                fields={table ? factsOfRow(table, agent.name, IN_HEAD) : []}
                health={healthOf(agent.name)}
                used={used?.find(({ key }) => key === agent.name)}
                runs={runs.filter(({ run }) => run.agent === agent.name)}
              />
            ))}
          </ul>
          {absent.length > 0 && (
            <p class="facts agents-absent">
              <span>Known, but not installed here: {absent.map(({ name }) => name).join(', ')}</span>
            </p>
          )}
          <p class="faint">To add an agent and set its permissions, use a terminal:</p>
          <TerminalLine line="backlog agent add careful claude --allow 'Bash(npm test:*)'" />
        </section>
      </div>
    </>
  );
}

/** The columns of the list that the head of a box shows. */
const IN_HEAD = ['Name', 'Provider', 'Model', 'State', ''];

interface Props {
  agent: ListedAgent;
  /** Its permissions and other fields, as the list has them. */
  fields: readonly PageFact[];
  health: Health | undefined;
  /** Usage of all its runs. */
  used: Outputs['usage']['total'] | undefined;
  /** Its unfinished runs, then its last finished ones. */
  runs: readonly Listed[];
}
type Listed = Pick<ListedRun, 'description'> & { run: Run };

/** One agent: its work so far, then its permissions and fields, and whether its program works. */
function AgentCard({ agent, fields, health, used, runs }: Props) {
  const { name, provider, model, effort, permission, enabled, slots, at, actor } = agent;
  return (
    <li class="card-box stack panel slim gap-8" aria-label={name}>
      <header class="line wrap gap-8">
        <h3>{name}</h3>
        <span class="count">{[provider, model, effort].filter(Boolean).join(' · ')}</span>
        <HealthState agent={agent} health={health} />
      </header>
      <Work slots={slots} used={used} runs={runs} />
      {permission.mode === 'bypass' && <strong class="bad">bypasses all permissions: it never asks</strong>}
      {health && !health.answers && <p class="run-reason bad">{health.problem}</p>}
      <details>
        <summary>Permissions and fields</summary>
        <FactsView of={fields} />
        <p class="faint">
          {at ? (
            <>
              changed by {actor} <Ago at={at} />
            </>
          ) : (
            'built in'
          )}
        </p>
        {at && <TerminalLine line={`${terminalLine('agent', 'update', name)} --slots ${slots ?? 2}`} />}
        {at ? (
          <TerminalLine line={terminalLine('agent', enabled ? 'disable' : 'enable', name)} />
        ) : (
          <TerminalLine line={`${terminalLine('agent', 'add', name)} --provider ${provider} --slots 2`} />
        )}
      </details>
    </li>
  );
}

/** The agent's active runs, its last result, its share of merged runs, and its cost. */
function Work({ slots, used, runs }: Pick<Props, 'runs' | 'used'> & { slots: number | undefined }) {
  const busy = runs.filter(({ run }) => isAtWork(run)).length;
  const last = runs
    .map(({ run }) => run)
    .filter(({ state }) => !isUnderWay(state))
    .sort((a, b) => (a.since < b.since ? 1 : -1))[0];
  return (
    <p class="facts">
      <span>
        {busy === 0 ? 'idle' : `busy with ${slots === undefined ? countOf(busy, 'run') : `${busy} of ${slots} runs`}`}
      </span>
      {last && (
        <span>
          last <RunLink id={last.id} /> <StateView of={shownState(last)} /> <Ago at={last.since} />
        </span>
      )}
      {used && <span>{`merged ${used.merged} of ${countOf(used.runs, 'run')}`}</span>}
      {used && used.rework > 0 && <span>{countOf(used.rework, 'round')} of rework</span>}
      {used?.costUsd !== undefined && <span>{dollars(used.costUsd)} spent</span>}
      {runs.length === 0 && !used && <span>no runs yet</span>}
    </p>
  );
}

function HealthState({ agent: { enabled, file }, health }: { agent: ListedAgent; health: Health | undefined }) {
  if (!enabled) return <StateView of="disabled" />;
  if (file === null) return <StateView of="program not found" />;
  if (!health) return <StateView of="installed" />;
  if (!health.answers) return <StateView of="doesn't answer" />;
  return <StateView of="answers" text={health.version ? `answers, ${health.version}` : 'installed'} />;
}
