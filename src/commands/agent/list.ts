import * as z from 'zod';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { scopeText } from '../../domain/scope-text.ts';
import { defaultAgentFields } from '../../runs/agents/default-agent.ts';
import { agentProblem, programFile } from '../../runs/agents/find-program.ts';
import type { Cell, LabelledCell } from '../../text/doc/doc.ts';
import { type KnownAgent, knownAgents } from '../../work/agents/known-agents.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from './outputs.ts';

export const agentList = defineCommand({
  name: 'agent_list',
  title: 'List agents',
  summary: 'List the agents for runs, with their permissions and whether their programs are installed.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ agents: z.array(outputs.agentRow()), ...outputs.defaultAgent() }),
  async run({ store, root }) {
    const agents = knownAgents(store.state).map((agent) => {
      const file = programFile(agent, root) ?? null;
      return { ...agent, file, ...present({ problem: file === null ? agentProblem(agent, root) : undefined }) };
    });
    return { agents, ...defaultAgentFields(store.state, root) };
  },
  show: {
    rows: { of: 'agents', columns: ['name', 'provider', 'model', 'enabled'] },
    doc: ({ agents, ...used }, context) => ({
      sections: [
        {
          noun: 'agent',
          columns: [
            { head: 'Name', kind: 'name' },
            { head: 'Provider', kind: 'word' },
            { head: 'Model', kind: 'word' },
            { head: 'Permissions', kind: 'state' },
            { head: 'Runs at once', kind: 'figure' },
            { head: 'State', kind: 'state' },
            { head: '', kind: 'word' },
            { head: 'Details', kind: 'details' },
          ],
          keys: agents.map(({ name }) => name),
          rows: agents.map((agent): Cell[] => [
            ...[agent.name, agent.provider, agent.model, permissionsOf(agent)],
            agent.slots === undefined ? undefined : { is: 'count', count: agent.slots, word: 'at once' },
            ...[stateOf(agent), agent.at === undefined ? 'built in' : undefined],
            { is: 'facts', facts: detailsOf(agent, context) },
          ]),
        },
      ],
      notes: outputs.defaultAgentLines(used),
    }),
  },
  cli: { examples: ['agent list'] },
});

function permissionsOf({ permission: { mode } }: KnownAgent): Cell {
  if (mode === 'bypass') return { is: 'text', text: 'BYPASSES ALL PERMISSIONS', style: 'alarm' };
  return outputs.MODE_WORDS[mode];
}

function stateOf({ enabled, file }: KnownAgent & { file: string | null }): Cell {
  if (!enabled) return { is: 'state', state: 'disabled', style: 'faint' };
  if (file === null) return { is: 'state', state: 'program not found', text: "can't start", style: 'alarm' };
  return { is: 'state', state: 'ready', style: 'good' };
}

/** Returns the agent's problem and its other fields. */
function detailsOf(
  agent: KnownAgent & { problem?: string },
  { repositories }: Pick<Context, 'repositories'>,
): LabelledCell[] {
  const { binary, argv, effort, capabilities, paths, risk, permission, env, sandbox } = agent;
  return [
    ['problem', agent.problem],
    ['binary', code(binary)],
    ['command', code(argv?.map(shellWord).join(' '))],
    ['effort', effort],
    ['capabilities', capabilities?.join(', ')],
    ['paths', code(paths && scopeText(paths, repositories.all))],
    ['repositories', agent.repositories?.join(', ')],
    ['highest risk', risk],
    ['allow', code(permission.allow.join(', '))],
    ['deny', code(permission.deny.join(', '))],
    ['env', env?.join(', ')],
    ['sandbox', sandbox],
    ['network', agent.network?.join(', ')],
    ['caches', agent.caches?.join(', ')],
    ['secrets', agent.secrets?.join(', ')],
  ];
}

const code = (text: string | undefined): Cell => text && { is: 'code', text };
