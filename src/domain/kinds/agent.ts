import { PROVIDER_NAMES } from '../runs/providers.ts';
import { FOR_GOOD, kind, type Values } from './row.ts';
import { scope } from './shared.ts';

/**
 * What an agent may do without being asked, since nobody is there to answer: `default` what its rules allow, `acceptEdits` edits too,
 * `bypass` everything.
 */
export const PERMISSION_MODES = ['default', 'acceptEdits', 'bypass'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

/** How much can go wrong in a task, from the least on. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** Limits of an agent's record. Stated here and nowhere else. */
export const AGENT_LIMITS = { name: 60, word: 200, argument: 4_000, list: 200, slots: 64 } as const;

/** It signs what the agent does, and a task's field `agent` names it. */
export const AGENT_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,59}$/;

/** Who can do tasks by itself. Record id: the name. Only a person writes one. */
export const AGENT = kind({
  doc: 'who can be given tasks: how it is started, what it may do, which tasks are for it',
  terminal: true,
  fields: (v) => {
    const { z, instant, line } = v;
    const word = (what: string) => line(AGENT_LIMITS.word, what).min(1);
    const words = (what: string) => z.array(word(what)).max(AGENT_LIMITS.list);
    return {
      name: z.string().regex(AGENT_NAME, 'a name is at most 60 letters, digits, _ . and -, the first a letter'),
      provider: z.enum(PROVIDER_NAMES),
      /** Its program, a name to be found in PATH or an absolute path; that of the provider when left out. */
      binary: word('binary').optional(),
      /** The whole command line of a `command`; further arguments of the others. Never a line for a shell. */
      argv: z.array(z.string().max(AGENT_LIMITS.argument)).max(AGENT_LIMITS.list).optional(),
      model: word('model').optional(),
      effort: word('effort').optional(),
      /** What tasks may ask for by a tag `needs.<word>`. */
      capabilities: words('a capability').optional(),
      /** The files it may work on; everywhere when left out. */
      paths: scope(v).optional(),
      /** Names of the repositories it may work in; all when left out. */
      repositories: words('a repository').optional(),
      /** The most risky task it may be given, by a tag `risk.<risk>`; every one when left out. */
      risk: z.enum(RISKS).optional(),
      permission: z.object({
        mode: z.enum(PERMISSION_MODES),
        /** Rules in the provider's own words, such as `Bash(npm test:*)`. */
        allow: words('a rule'),
        deny: words('a rule'),
      }),
      enabled: z.boolean(),
      /** Most runs of it at once; as many as the scheduler has when left out. */
      slots: z.int().min(1).max(AGENT_LIMITS.slots).optional(),
      /** Names of environment variables that it gets beside those of every run. */
      env: words('a variable').optional(),
      at: instant(),
      actor: z.string(),
    };
  },
  undo: 'never',
  stays: FOR_GOOD,
  historyText: {
    name: (id) => `agent ${id}`,
    value: ({ provider, enabled, permission }) =>
      provider && permission && `${provider}, ${permission.mode}${enabled ? '' : ', disabled'}`,
    fields: true,
  },
});

export type Agent = Values<ReturnType<typeof AGENT.fields>>;
