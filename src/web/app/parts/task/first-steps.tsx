import type { ComponentChildren } from 'preact';
import { addAgentLine } from '../../../../domain/runs/providers.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../button.tsx';
import { Icon } from '../icon.tsx';
import { TerminalLine } from '../terminal-line.tsx';
import { toneClass } from './state.tsx';

/**
 * The steps to a first run: a task, an agent, and Start. Each is ticked when it has happened; after the last, none is
 * shown. @param elsewhere whether the view has a button of its own that starts the orchestrator
 */
export function FirstSteps({ elsewhere = false }: { elsewhere?: boolean }) {
  const runs = useRead('run_list', { all: true, limit: 1 }, { kinds: ['run'], patient: true }).value.value;
  const isNew = runs?.total === 0;
  const tasks = useRead('task_count', isNew ? { filter: 'status.any:' } : undefined, { patient: true }).value.value;
  const agents = useRead('agent_list', isNew ? {} : undefined, { patient: true }).value.value?.agents;
  const status = useRead('orchestrator_status', isNew ? {} : undefined, { patient: true }).value.value;
  if (!isNew || !tasks || !agents || !status) return null;
  const hasTask = tasks.count > 0;
  const hasAgent = agents.some(({ enabled, file }) => enabled && file !== null);
  const plays = status.wish === 'running';
  return (
    <ol class="first-steps stack gap-12" aria-label="First steps">
      <Step n={1} done={hasTask} title="Add a task">
        <span class="faint">
          Press <kbd>c</kbd>, or type <code>/backlog:plan</code> and a goal in Claude Code.
        </span>
      </Step>
      <Step n={2} done={hasAgent} title="Add an agent in a terminal">
        <TerminalLine line={addAgentLine('fixer')} />
      </Step>
      <Step n={3} done={plays} title="Let agents start with ready tasks">
        {elsewhere ? (
          <span class="faint">
            Press <b>Start</b> under Orchestrator.
          </span>
        ) : (
          <Button
            disabled={!hasTask || !hasAgent}
            onClick={() => void act('orchestrator_start', {}, { done: 'The orchestrator starts runs' })}
          >
            Start
          </Button>
        )}
      </Step>
    </ol>
  );
}

interface StepProps {
  n: number;
  done: boolean;
  title: string;
  children: ComponentChildren;
}

function Step({ n, done, title, children }: StepProps) {
  return (
    <li class={done ? 'faint' : ''}>
      <span class="line gap-6">
        <span class={`step-mark ${done ? toneClass('met') : ''}`}>{done ? <Icon name="check" size={12} /> : n}</span>
        <span>{title}</span>
        {done && <span class="unseen">done</span>}
      </span>
      {!done && <div class="step-body above">{children}</div>}
    </li>
  );
}
