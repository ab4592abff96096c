import { useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { FirstSteps } from '../../parts/task/first-steps.tsx';
import { TerminalLine } from '../../parts/terminal-line.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { AgentCard } from './agent-card.tsx';
import { OrchestratorView } from './orchestrator.tsx';
import type { Agent } from './types.ts';

/** Input of the command that lists runs: unfinished runs first, then the newest finished ones. */
const RUNS = { all: true, limit: 100 };

/** The orchestrator and the agents that do runs. Only the command line can change permissions. */
export function Agents() {
  const asked = useRead('orchestrator_status', {});
  const status = asked.value.value;
  const listed = useRead('agent_list', {});
  const agents = listed.value.value?.agents;
  const used = useRead('usage', { by: 'agent' }, { patient: true }).value.value?.used;
  const runs = useRead('run_list', RUNS, { kinds: ['run'], patient: true }).value.value?.runs ?? [];
  // A built-in agent that isn't installed and has no runs is only named.
  const isAbsent = ({ name, at, file }: Agent) =>
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
