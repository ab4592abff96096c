import type { Vocabulary } from '../fields/row.ts';
import { RUN_REASON_NAMES, RUN_STATE_NAMES } from '../run-states.ts';
import { PROVIDERS } from './agent.ts';
import { FOR_GOOD, kind } from './row.ts';
import { processId, scope } from './shared.ts';

/** Paths that a record keeps of a result, at most; the diff itself has all of them, and `files` says how many there are. */
export const KEPT_PATHS = 500;

/** Characters of a check's output that a record keeps, at most: its end. The whole is in the run's folder. */
export const KEPT_OUTPUT = 4_000;

const hash = ({ z }: Vocabulary) => z.string().regex(/^[0-9a-f]{40,64}$/, 'expected the id of a git object');

/** What a check said of one tree. `red` is everything but a run that ended well: one that could not run is red, too. */
const check = (v: Vocabulary) =>
  v.z.object({
    name: v.z.string(),
    ok: v.z.boolean(),
    /** `exit 1`, `timed out after 600 s`, `could not start: …`. */
    why: v.z.string(),
    ms: v.z.int().min(0),
    /** The end of what it printed. */
    output: v.z.string(),
    /** The commit it looked at. */
    commit: hash(v),
  });

const usage = ({ z }: Vocabulary) =>
  z.object({
    /** Tokens. */
    input: z.int().min(0),
    output: z.int().min(0),
    cached: z.int().min(0),
    costUsd: z.number().min(0).optional(),
    turns: z.int().min(0),
  });

/** What came out of the rounds so far: a commit in the run store, by plumbing over the worktree. */
const result = (v: Vocabulary) =>
  v.z.object({
    commit: hash(v),
    tree: hash(v),
    /** How many files it changes, and lines in them. */
    files: v.z.int().min(0),
    added: v.z.int().min(0),
    deleted: v.z.int().min(0),
    /** The first {@link KEPT_PATHS} of them. */
    paths: v.z.array(v.z.string()),
    /** Those that the scope does not allow. */
    outside: v.z.array(v.z.string()),
    /** Repositories inside the worktree, whose files are no part of it. */
    nested: v.z.array(v.z.string()),
  });

/** One prompt to the agent and what became of it. */
const round = (v: Vocabulary) =>
  v.z.object({
    n: v.z.int().positive(),
    why: v.z.enum(['start', 'checks', 'changes', 'answer', 'resume']),
    at: v.instant(),
    /** How many of the run's notes the agent had been told when it began. */
    notes: v.z.int().min(0).optional(),
    ended: v.instant().optional(),
    /** How the agent's turn ended, as the provider says. */
    outcome: v.z.string().optional(),
    /** The client's id of the conversation, from when the client said that there is one. */
    session: v.z.string().optional(),
    /** The agent's own last words, bounded. */
    summary: v.z.string().optional(),
    commit: hash(v).optional(),
    usage: usage(v).optional(),
  });

/** One attempt of one agent at one task in its own worktree. Record id: `r` and a number. */
export const RUN = kind({
  doc: 'one attempt of one agent at one task in its own worktree',
  fields: (v) => ({
    id: v.z.string().min(1),
    task: v.uuid(),
    /** 1 for the first run of its task, 2 for the next. */
    attempt: v.z.int().positive(),
    state: v.z.enum(RUN_STATE_NAMES),
    /** Since when it is in that state. */
    since: v.instant(),
    at: v.instant(),
    /** Who started it. */
    by: v.z.string(),
    /** The agent's name, and the provider that runs it. */
    agent: v.z.string(),
    provider: v.z.enum(PROVIDERS),
    model: v.z.string().optional(),
    /** Name of the repository, the ref its result goes to, and the commit that it begins from. */
    repository: v.z.string(),
    target: v.z.string(),
    base: hash(v),
    branch: v.z.string(),
    /** What its claim covers; empty: everything. */
    scope: scope(v),
    /** The commit of the store that granted its claim. */
    fence: v.z.int().min(0),
    supervisor: processId(v).optional(),
    /** The agent's own process, which leads its group. */
    process: processId(v).optional(),
    /** The client's id of the conversation. */
    session: v.z.string().optional(),
    /** Why it failed, was stopped or interrupted. */
    reason: v.z
      .object({ code: v.z.enum(RUN_REASON_NAMES), text: v.z.string(), until: v.instant().optional() })
      .optional(),
    /** Somebody wants it to stop. */
    stop: v.z.object({ at: v.instant(), by: v.z.string() }).optional(),
    rounds: v.z.array(round(v)).optional(),
    result: result(v).optional(),
    checks: v.z.array(check(v)).optional(),
    usage: usage(v).optional(),
    /** Milliseconds, turns of the agent, US dollars, and rounds that failed checks may cost. */
    limits: v.z.object({
      wallMs: v.z.int().positive(),
      idleMs: v.z.int().positive(),
      turns: v.z.int().positive().optional(),
      costUsd: v.z.number().positive().optional(),
      checkRounds: v.z.int().min(0),
    }),
    /** What reviews said. */
    notes: v.z
      .array(
        v.z.object({
          id: v.z.string(),
          at: v.instant(),
          actor: v.z.string(),
          text: v.z.string(),
          commit: hash(v).optional(),
        }),
      )
      .optional(),
    /** The approval: of this commit and no other. */
    verdict: v.z
      .object({
        commit: hash(v),
        actor: v.z.string(),
        at: v.instant(),
        /** Files outside of the scope are approved, too. */
        outside: v.z.literal(true).optional(),
        /** Ids of acceptance criteria without which it is approved. */
        unmet: v.z.array(v.z.string()).optional(),
        /** Why it may be merged although these checks are red. */
        override: v.z.object({ checks: v.z.array(v.z.string()), reason: v.z.string() }).optional(),
      })
      .optional(),
    /** The journal of its landing: what recovery after a crash goes by. */
    merge: v.z.object({ old: hash(v), new: hash(v), commit: hash(v), at: v.instant() }).optional(),
    /** Why it came back from the merge queue, or waits in it. */
    waits: v.z.object({ why: v.z.string(), text: v.z.string(), files: v.z.array(v.z.string()).optional() }).optional(),
    /** The commit that was proposed as a pull request, and what the command that made it said. */
    proposed: v.z.object({ commit: hash(v), branch: v.z.string(), at: v.instant(), text: v.z.string() }).optional(),
    /** Its commit in the target. */
    merged: v.z
      .object({
        commit: hash(v),
        at: v.instant(),
        /** Where it was pushed, or why it was not; only where a setting says so. */
        push: v.z.string().optional(),
      })
      .optional(),
    /** The commit that took it out of the target again; absent where the history was rewound. */
    reverted: v.z.object({ commit: hash(v).optional(), at: v.instant() }).optional(),
    /** The person's checkout changed while the agent ran: what changed. */
    checkout: v.z.array(v.z.string()).optional(),
    /** The run that tries again. */
    followedBy: v.z.string().optional(),
    /** Its folder is gone; its refs are in the run store. */
    cleaned: v.instant().optional(),
  }),
  sets: ['notes'],
  undo: 'never',
  stays: FOR_GOOD,
  task: (run) => run.task,
  told: { name: (id) => `run ${id}`, value: ({ state }) => state },
});

/** What an agent asks a person. Record id: a uuid. */
export const QUESTION = kind({
  doc: 'what an agent asks a person',
  fields: (v) => ({
    id: v.z.string().min(1),
    run: v.z.string().optional(),
    task: v.uuid().optional(),
    text: v.z.string().min(1),
    at: v.instant(),
    actor: v.z.string(),
    answer: v.z.object({ text: v.z.string().min(1), at: v.instant(), actor: v.z.string() }).optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  task: (question) => question.task,
  told: { name: () => 'a question', value: ({ text, answer }) => (answer ? `${text} ${answer.text}` : text) },
});

/** Who leads something of which there may be one per workspace: the scheduler's loop, the merge queue of a repository. Record id: the name. */
export const LEASE = kind({
  doc: 'who leads something of which there may be one',
  fields: (v) => ({
    name: v.z.string().min(1),
    holder: processId(v),
    since: v.instant(),
    expires: v.instant(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
});
