import type { SchemaVocabulary } from '../fields/row.ts';

/** Paths that a record keeps of a result, at most; the diff itself has all of them, and `files` says how many there are. */
export const KEPT_PATHS = 500;

/** Ignored files and folders that a record keeps of a result, at most. */
export const KEPT_IGNORED = 100;

/** Characters of a check's output that a record keeps, at most: its end. The whole is in the run's folder. */
export const KEPT_OUTPUT = 4_000;

export const hash = ({ z }: SchemaVocabulary) =>
  z.string().regex(/^[0-9a-f]{40,64}$/, 'expected the id of a git object');

/** What a check said of one tree. `red` is everything but a run that ended well: one that could not run is red, too. */
export const check = (v: SchemaVocabulary) =>
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

export const usageFields = ({ z }: SchemaVocabulary) =>
  z.object({
    /** Tokens. */
    input: z.int().min(0),
    output: z.int().min(0),
    cached: z.int().min(0),
    costUsd: z.number().min(0).optional(),
    turns: z.int().min(0),
  });

/** What came out of the rounds so far: a commit in the run store, by plumbing over the worktree. */
export const result = (v: SchemaVocabulary) =>
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
    /** Those that `.gitattributes` gives to git-lfs and that stand in it with their whole content. */
    raw: v.z.array(v.z.string()).optional(),
    /** Repositories inside the worktree, whose files are no part of it. */
    nested: v.z.array(v.z.string()),
    /** Files and folders that the agent made and `.gitignore` keeps out of it: the first {@link KEPT_IGNORED}. */
    ignored: v.z.array(v.z.string()).optional(),
  });

/** One prompt to the agent and what became of it. */
export const round = (v: SchemaVocabulary) =>
  v.z.object({
    n: v.z.int().positive(),
    why: v.z.enum(['start', 'checks', 'changes', 'answer', 'resume', 'adopt']),
    at: v.instant(),
    /** Who made it, where that was not its agent. */
    by: v.z.string().optional(),
    /** How many of the run's notes the agent had been told when it began. */
    notes: v.z.int().min(0).optional(),
    ended: v.instant().optional(),
    /** When nobody worked at the run any more after it: the end of its checks. Absent while somebody does. */
    until: v.instant().optional(),
    /** How the agent's turn ended, as the provider says. */
    outcome: v.z.string().optional(),
    /** The client's id of the conversation, from when the client said that there is one. */
    session: v.z.string().optional(),
    /** The agent's own last words, bounded. */
    summary: v.z.string().optional(),
    commit: hash(v).optional(),
    usage: usageFields(v).optional(),
  });

/** What a run may use: milliseconds, turns of the agent, US dollars, and rounds that failed checks may cost. */
export const limits = (v: SchemaVocabulary) =>
  v.z.object({
    wallMs: v.z.int().positive(),
    idleMs: v.z.int().positive(),
    turns: v.z.int().positive().optional(),
    costUsd: v.z.number().positive().optional(),
    checkRounds: v.z.int().min(0),
  });

/** What a review said. */
export const note = (v: SchemaVocabulary) =>
  v.z.object({
    id: v.z.string(),
    at: v.instant(),
    actor: v.z.string(),
    text: v.z.string(),
    commit: hash(v).optional(),
    /** Idempotency key: a comment sent twice with the same key is stored once. */
    key: v.z.string().optional(),
  });

/** The approval of one commit and no other. */
export const verdict = (v: SchemaVocabulary) =>
  v.z.object({
    commit: hash(v),
    actor: v.z.string(),
    at: v.instant(),
    /** Files outside of the scope are approved, too. */
    outside: v.z.literal(true).optional(),
    /** Files that git-lfs should keep are approved with their whole content. */
    raw: v.z.literal(true).optional(),
    /** Ids of acceptance criteria without which it is approved. */
    unmet: v.z.array(v.z.string()).optional(),
    /** Why it may be merged although these checks are red. */
    override: v.z.object({ checks: v.z.array(v.z.string()), reason: v.z.string() }).optional(),
    /** When a person wanted it merged before all others. */
    now: v.instant().optional(),
  });

/** Why the merge queue gives a result back that its agent has to change: it conflicts, its checks fail, or it merges into something else than was approved. */
export const RETURN_REASONS = ['conflict', 'red', 'union'] as const;

/** A result that the merge queue gave back: its next round begins on the target's tip of that moment. */
export const update = (v: SchemaVocabulary) =>
  v.z.object({
    why: v.z.enum(RETURN_REASONS),
    text: v.z.string(),
    /** Names of the checks that failed on the merged tree: the next results have to pass them, too. */
    checks: v.z.array(v.z.string()).optional(),
    /** The tip of the target, the commit that has it and the result so far, and the files in which these conflict; absent until it is made. */
    made: v.z
      .object({
        base: hash(v),
        commit: hash(v),
        conflicts: v.z.array(v.z.object({ path: v.z.string(), kind: v.z.string() })),
      })
      .optional(),
    /** The round that begins with it in the worktree. */
    round: v.z.int().positive().optional(),
  });
