import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { typedAs } from '../../base/shape.ts';
import { schemaOfKind } from '../../domain/kinds/schemas.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';

/** The schema of a stored agent. A built-in agent has no author. */
export const agent = () => typedAs<KnownAgent>(known());
export const agentRow = () =>
  typedAs<KnownAgent & { file: string | null; problem?: string }>(
    known().extend({ file: z.string().nullable(), problem: problem() }),
  );

/** The reason why an agent's program can't be started on this machine. */
export const problem = () => z.string().exactOptional();

const known = () => (schemaOfKind('agent') as z.ZodObject).partial({ at: true, actor: true });

/** Words for how an agent asks for permission. The usual mode has none, because “default” reads like “the default agent”. */
export const MODE_WORDS = {
  default: undefined,
  acceptEdits: 'accepts edits',
  bypass: 'BYPASSES ALL PERMISSIONS',
} as const;

/** Formats an agent on one line, with its unusual settings. */
export function agentLine({ name, provider, model, permission, enabled, slots, at }: KnownAgent): string {
  return [
    name,
    provider,
    model,
    MODE_WORDS[permission.mode],
    slots !== undefined && `at most ${counted(slots, 'run')}`,
    !enabled && 'disabled',
    at === undefined && 'built in',
  ]
    .filter(Boolean)
    .join('  ');
}

/**
 * Returns the warning about an agent that runs without permission prompts. Each command that adds or changes such an
 * agent returns this warning.
 */
export function bypassWarning({ name, permission }: KnownAgent): string[] {
  return permission.mode === 'bypass'
    ? [`${name} bypasses all permissions: it runs commands and writes files without asking.`]
    : [];
}

/** The default agent of this machine: its name, and the reason if it replaces the one of the setting `runs.agent`. */
export const defaultAgent = () => ({
  /** The agent for tasks without an assignee. */
  default: z.string(),
  /** The reason why it isn't the agent of the setting. */
  replaces: z.string().exactOptional(),
});

/** Says which agent tasks without an assignee use, if it isn't the one of the setting. */
export function defaultAgentLines({ default: used, replaces }: { default: string; replaces?: string }): string[] {
  return replaces === undefined
    ? []
    : [
        `Tasks without an assignee use ${used}: ${replaces}. To choose another agent: \`backlog setting set runs.agent NAME\``,
      ];
}
