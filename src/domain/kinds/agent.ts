import { PROVIDER_NAMES } from '../runs/providers.ts';
import { SANDBOX_MODES } from '../runs/sandbox.ts';
import { kind } from './row.ts';
import { scope } from './shared.ts';

/**
 * Permissions of an agent during a run. Nobody can answer its permission prompts. `default` allows the actions that the
 * agent's rules allow, `acceptEdits` also allows edits, `bypass` allows everything.
 */
export const PERMISSION_MODES = ['default', 'acceptEdits', 'bypass'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

/** Risk levels of a task in ascending order. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** Maximum sizes in an agent record: characters of a text, elements of a `list`, concurrent runs (`slots`). */
export const AGENT_LIMITS = { name: 60, word: 200, argument: 4_000, list: 200, slots: 64 } as const;

/** Matches a valid name of an agent. The name appears in authors and in a task's field `agent`. */
export const AGENT_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,59}$/;

/** An agent that can get tasks automatically. Record id: the agent's name. Only a person may write such a record. */
export const AGENT = kind({
  doc: 'an agent: its program, its permissions, its tasks',
  terminal: true,
  fields: (v) => {
    const { z, instant, line } = v;
    const word = (what: string) => line(AGENT_LIMITS.word, what).min(1);
    const words = (what: string) => z.array(word(what)).max(AGENT_LIMITS.list);
    return {
      name: z.string().regex(AGENT_NAME, 'a name is at most 60 letters, digits, _ . and -, the first a letter'),
      provider: z.enum(PROVIDER_NAMES),
      /** The program: a name in the PATH or an absolute path. Default: the provider's program. */
      binary: word('binary').optional(),
      /** For `command`, the complete command line; otherwise additional arguments. No shell interprets them. */
      argv: z.array(z.string().max(AGENT_LIMITS.argument)).max(AGENT_LIMITS.list).optional(),
      model: word('model').optional(),
      effort: word('effort').optional(),
      /** Capabilities that tasks can require with a tag `needs.<word>`. */
      capabilities: words('a capability').optional(),
      /** The files that the agent may work on. Default: all files. */
      paths: scope(v).optional(),
      /** Names of the repositories that the agent may work in. Default: all repositories. */
      repositories: words('a repository').optional(),
      /** The highest risk of tasks that the agent may get. A tag `risk.<risk>` sets a task's risk. Default: any. */
      risk: z.enum(RISKS).optional(),
      permission: z.object({
        mode: z.enum(PERMISSION_MODES),
        /** Permission rules in the provider's syntax, such as `Bash(npm test:*)`. */
        allow: words('a rule'),
        deny: words('a rule'),
      }),
      enabled: z.boolean(),
      /** Maximum number of the agent's concurrent runs. By default, only the orchestrator limits them. */
      slots: z.int().min(1).max(AGENT_LIMITS.slots).optional(),
      /** Names of environment variables that the agent gets besides those of every run. */
      env: words('a variable').optional(),
      /** How its program is contained. Default: the setting `runs.sandbox`; the same for the three lists below. */
      sandbox: z.enum(SANDBOX_MODES).optional(),
      /** `none`, `all`, or the domains that it reaches if it is contained. */
      network: words('a domain').optional(),
      /** Folders outside the worktree in which it may write, and files of the home folder that it may read. */
      caches: words('a folder').optional(),
      secrets: words('a file').optional(),
      at: instant(),
      actor: z.string(),
    };
  },
  undo: 'never',
  byHand: true,
  insteadOfUndo: (id, { provider }) =>
    provider === undefined ? undefined : `Remove the agent instead: \`backlog agent remove ${id}\``,
  historyText: {
    name: (id) => `agent ${id}`,
    value: ({ provider, enabled, permission }) =>
      provider && permission && `${provider}, ${permission.mode}${enabled ? '' : ', disabled'}`,
    fields: true,
  },
});
