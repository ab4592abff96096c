import { entryText } from '../../../../domain/scope-text.ts';
import { Fact } from '../../parts/fact.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { Ago } from '../../parts/units/when.tsx';
import type { Agent, Health } from './types.ts';

/** One agent: its permissions, its fields, and whether its program works. */
export function AgentCard({ agent, health }: { agent: Agent; health: Health | undefined }) {
  const { name, provider, model, effort, permission, enabled, slots, at, actor } = agent;
  const facts = factsOf(agent);
  return (
    <li class="repository stack panel slim gap-10" aria-label={name}>
      <header class="line wrap gap-8">
        <h3>{name}</h3>
        <span class="count">{[provider, model, effort].filter(Boolean).join(' · ')}</span>
        <HealthState agent={agent} health={health} />
      </header>
      <dl>
        <Fact title="Permission">
          {permission.mode === 'bypass' ? (
            <strong class="bad">bypasses all permissions: it never asks</strong>
          ) : (
            permission.mode
          )}
        </Fact>
        {permission.allow.length > 0 && <Rules title="Allows" rules={permission.allow} />}
        {permission.deny.length > 0 && <Rules title="Denies" rules={permission.deny} />}
        <Fact title="Runs at once">{slots ?? 'no limit of its own'}</Fact>
        {facts.map(([title, text]) => (
          <Fact key={title} title={title}>
            {text}
          </Fact>
        ))}
        <Fact title="Changed">
          {at ? (
            <>
              by {actor} <Ago at={at} />
            </>
          ) : (
            'built in'
          )}
        </Fact>
      </dl>
      {health && !health.answers && <p class="run-reason bad">{health.problem}</p>}
      <details>
        <summary>Change it in a terminal</summary>
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

/** Returns the agent's fields that have a value, with their titles. */
function factsOf({ binary, argv, capabilities, paths, repositories, risk, env }: Agent): [string, string][] {
  const said: Readonly<Record<string, string | undefined>> = {
    Program: binary,
    Command: argv?.join(' '),
    Capabilities: capabilities?.join(', '),
    Paths: paths?.map((entry) => entryText(entry)).join(', '),
    Repositories: repositories?.join(', '),
    'Highest risk': risk,
    Variables: env?.join(', '),
  };
  return Object.entries(said).filter((fact): fact is [string, string] => !!fact[1]);
}

function HealthState({ agent: { enabled, file }, health }: { agent: Agent; health: Health | undefined }) {
  if (!enabled) return <span class="state tone-quiet">disabled</span>;
  if (file === null) return <span class="state tone-bad">program not found</span>;
  if (!health) return <span class="state tone-quiet">installed</span>;
  if (!health.answers) return <span class="state tone-bad">doesn't answer</span>;
  return <span class="state tone-done">{health.version ? `answers, ${health.version}` : 'installed'}</span>;
}

function Rules({ title, rules }: { title: string; rules: readonly string[] }) {
  return (
    <Fact title={title}>
      {rules.map((rule) => (
        <code key={rule} class="agent-rule">
          {rule}
        </code>
      ))}
    </Fact>
  );
}
