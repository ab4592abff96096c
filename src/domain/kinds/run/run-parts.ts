import type { SchemaVocabulary } from '../../fields/row.ts';
import { ruleUseSchema } from './rule-use.ts';

/** Maximum number of changed paths that a result stores. `files` counts all of them, and the diff shows all of them. */
export const KEPT_PATHS = 500;

/** Maximum number of files of one finding that a result stores. */
export const KEPT_ALARM_FILES = 5;

/** Maximum number of fixes of checks that a result stores. */
export const KEPT_FIXES = 20;

/** Maximum number of ignored files and folders that a result stores. */
export const KEPT_IGNORED = 100;

/** Maximum number of the agent's commands that a result stores. */
export const KEPT_COMMANDS = 20;

/** Maximum number of characters stored from the end of a check's output. The run's folder has all of it. */
export const KEPT_OUTPUT = 4_000;

export const hash = ({ z }: SchemaVocabulary) =>
  z.string().regex(/^[0-9a-f]{40,64}$/, 'expected the id of a git object');

export const usageFields = ({ z }: SchemaVocabulary) =>
  z.object({
    /** Numbers of tokens. */
    input: z.int().min(0),
    output: z.int().min(0),
    cached: z.int().min(0),
    costUsd: z.number().min(0).optional(),
    /** US dollars of a round whose agent reported no cost, estimated from its tokens. Absent without a known price. */
    estimatedUsd: z.number().min(0).optional(),
    turns: z.int().min(0),
  });

/** One round of a run: a prompt to the agent, and its outcome. */
export const round = (v: SchemaVocabulary) =>
  v.z.object({
    n: v.z.int().positive(),
    why: v.z.enum(['start', 'checks', 'changes', 'answer', 'resume', 'adopt', 'rebase']),
    at: v.instant(),
    /** The author of the round's changes, if not the run's agent. */
    by: v.z.string().optional(),
    /** Number of the run's notes that the agent had received when the round began. */
    notes: v.z.int().min(0).optional(),
    ended: v.instant().optional(),
    /** End of all work on the round, including its checks. Absent while that work goes on. */
    until: v.instant().optional(),
    /** How the agent's process ended, as its provider reports it. */
    outcome: v.z.string().optional(),
    /** The client's id of the conversation. Absent until the client reports it. */
    session: v.z.string().optional(),
    /** The agent's last message, bounded in length. */
    summary: v.z.string().optional(),
    commit: hash(v).optional(),
    usage: usageFields(v).optional(),
    /** What the agent of an unfinished round had used when it was last noted for other machines of a queue on a server. */
    soFar: usageFields(v).optional(),
  });

/**
 * Limits of a run: total and inactive time in ms, turns of the agent, cost in US dollars, and number of rounds after
 * failed checks.
 */
export const limits = (v: SchemaVocabulary) =>
  v.z.object({
    wallMs: v.z.int().positive(),
    idleMs: v.z.int().positive(),
    turns: v.z.int().positive().optional(),
    costUsd: v.z.number().positive().optional(),
    checkRounds: v.z.int().min(0),
  });

export const runNote = (v: SchemaVocabulary) =>
  v.z.object({
    id: v.z.string(),
    at: v.instant(),
    actor: v.z.string(),
    text: v.z.string(),
    commit: hash(v).optional(),
    /** True for a message to an active agent; other notes are reviews. */
    message: v.z.literal(true).optional(),
    /** Idempotency key. Backlog stores only one note with the same key. */
    key: v.z.string().optional(),
  });

/** The approval of a run's result, for exactly one commit. */
export const verdict = (v: SchemaVocabulary) =>
  v.z.object({
    commit: hash(v),
    actor: v.z.string(),
    at: v.instant(),
    /** True if the approval accepts out-of-scope files. */
    outside: v.z.literal(true).optional(),
    /** True if the approval accepts files with their full content that git-lfs should store. */
    raw: v.z.literal(true).optional(),
    /** True if the approval accepts a result that breaks a refusal of its goal. */
    breaks: v.z.literal(true).optional(),
    /** Paths of missing entries that the approval accepts. A folder stands for all entries in it, `.` for all. */
    missing: v.z.array(v.z.string()).optional(),
    /** True if the approval accepts changes of provided files, which the result lacks. */
    provided: v.z.literal(true).optional(),
    /** The findings about risk that the approval accepts, as it named them. */
    risk: v.z.array(v.z.string()).optional(),
    /** The keys of the findings about work under way that the approval names. Others return the result to review. */
    seen: v.z.array(v.z.string()).optional(),
    /** Items of services that could not be read once more before the merge, and why. */
    unread: v.z.string().optional(),
    /** Ids of unmet acceptance criteria that the approval accepts. */
    unmet: v.z.array(v.z.string()).optional(),
    /** The failed checks that the approval accepts, with the reason. */
    override: v.z.object({ checks: v.z.array(v.z.string()), reason: v.z.string() }).optional(),
    /** The message of the merged commit, if the approver gave one. */
    message: v.z.string().optional(),
    /** When a person moved the run to the front of the merge queue. */
    now: v.instant().optional(),
    /** When the merge queue takes the entry, if a person has time to withdraw the approval. */
    from: v.instant().optional(),
    /** The rule that landed the result, and the facts that it read: the ledger. Absent for every other approval. */
    rule: ruleUseSchema(v).optional(),
  });

/**
 * Why a result returned: a conflict, failed checks (`red`), a merge that differs from the approved files (`union`), or
 * another state of the result on which it is stacked (`stack`).
 */
export const RETURN_REASONS = ['conflict', 'red', 'union', 'stack'] as const;

/**
 * A result that returned to review. The run's next round starts from the current tip of the target branch, or from the
 * newest result on which it is stacked.
 */
export const update = (v: SchemaVocabulary) =>
  v.z.object({
    why: v.z.enum(RETURN_REASONS),
    text: v.z.string(),
    /** Names of checks that failed on the merged tree. Later results must pass them, too. */
    checks: v.z.array(v.z.string()).optional(),
    /**
     * A commit that merges the result into the new start commit (`base`) and contains the conflicts. Absent until
     * Backlog makes it.
     */
    made: v.z
      .object({
        base: hash(v),
        commit: hash(v),
        conflicts: v.z.array(v.z.object({ path: v.z.string(), kind: v.z.string() })),
        /** The result whose commit is `base`. Absent if `base` is the tip of the target branch. */
        stackedOn: v.z.object({ run: v.z.string(), commit: hash(v) }).optional(),
      })
      .optional(),
    /** Number of the round that starts with this merge in its worktree. */
    round: v.z.int().positive().optional(),
  });

/** How what a target branch got compares with the approved result. `attest` and `unattested` build it. */
export const attestation = (v: SchemaVocabulary) =>
  v.z.object({
    /** The compared commit of the target branch. */
    commit: hash(v),
    is: v.z.enum(['equal', 'changed', 'lacks', 'unknown']),
    /** Number of files of the approved result. */
    approved: v.z.int().min(0).optional(),
    /** What the merged tree has otherwise than the approved result on the same branch. A changed line counts once. */
    changed: v.z.object({ files: v.z.int(), lines: v.z.int(), paths: v.z.array(v.z.string()) }).optional(),
    /** Files whose approved change the target branch doesn't have. */
    lacks: v.z.object({ files: v.z.int(), paths: v.z.array(v.z.string()) }).optional(),
    /** Why the comparison failed. */
    why: v.z.string().optional(),
  });
