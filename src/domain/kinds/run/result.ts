import type { SchemaVocabulary } from '../../fields/row.ts';
import { hash } from './run-parts.ts';

/**
 * The result of a run's rounds so far, as a commit. Backlog makes it from the worktree with low-level git commands, in
 * the run store.
 */
export const result = (v: SchemaVocabulary) =>
  v.z.object({
    commit: hash(v),
    tree: hash(v),
    /** Number of changed files, and of added and deleted lines. */
    files: v.z.int().min(0),
    added: v.z.int().min(0),
    deleted: v.z.int().min(0),
    /** The first `KEPT_PATHS` changed paths. */
    paths: v.z.array(v.z.string()),
    /** The changed paths that are out of scope. */
    outside: v.z.array(v.z.string()),
    /**
     * The changed files that pass a filter of git, such as git-lfs: the first `KEPT_PATHS`. `clear` is the object with
     * the content before the filter. `failed` says why the content did not pass it: the filter failed, the person's
     * configuration has none of this name, or the change takes the attribute away. Git refuses a file whose `required`
     * filter failed.
     */
    filtered: v.z
      .array(
        v.z.object({
          path: v.z.string(),
          filter: v.z.string(),
          clear: hash(v).optional(),
          failed: v.z.enum(['failed', 'undefined', 'lifted']).optional(),
          required: v.z.literal(true).optional(),
        }),
      )
      .optional(),
    /** Earlier versions: paths that `.gitattributes` assigns to git-lfs, but that were committed with their full content. */
    raw: v.z.array(v.z.string()).optional(),
    /**
     * The living documents that the result touches, with the run's answer. `read` is the commit whose files the agent
     * read them against.
     */
    documents: v.z
      .array(
        v.z.object({
          path: v.z.string(),
          of: v.z.string(),
          answer: v.z.enum(['changed', 'none', 'silent']),
          read: hash(v),
          text: v.z.string().optional(),
        }),
      )
      .optional(),
    /** Repositories inside the worktree. Their files are not part of the run's result. */
    nested: v.z.array(v.z.string()),
    /** Files and folders that the agent created and that `.gitignore` excludes: the first `KEPT_IGNORED`. */
    ignored: v.z.array(v.z.string()).optional(),
    /**
     * Changes of checks that may fix files (`runs.fixes`), the last `KEPT_FIXES`: the check, its commit, and the
     * changed paths, at most `KEPT_PATHS`.
     */
    fixed: v.z.array(v.z.object({ check: v.z.string(), commit: hash(v), paths: v.z.array(v.z.string()) })).optional(),
    /**
     * Provided files (`runs.copy`, `runs.link`) that changed in the worktree: the first `KEPT_PATHS`. They are in
     * no result, and no check gets them.
     */
    provided: v.z.array(v.z.string()).optional(),
    /**
     * Commands that the agent's event log has with success after the last change of the result's files, if a criterion
     * or its evidence names them: the first `KEPT_COMMANDS`.
     */
    commands: v.z.array(v.z.object({ command: v.z.string(), at: v.instant() })).optional(),
    /** Entries that the result lacks although it should contain them: the first `KEPT_PATHS`. */
    missing: v.z.array(missingEntry(v)).optional(),
    /** Number of further missing entries, and of further repositories and files in `nested`. */
    moreMissing: v.z.int().positive().optional(),
    /**
     * What a person has to name to approve the result: the rules of high risk that apply, and `unread` if contents of
     * changed files were not read. `files` are the first `KEPT_ALARM_FILES`.
     */
    alarms: v.z
      .array(v.z.object({ rule: v.z.string(), says: v.z.string(), files: v.z.array(v.z.string()) }))
      .optional(),
    /**
     * What the setup command (`setup`) and each check did that they don't on the start commit: `starts curl`, at most
     * `KEPT_EFFECTS`. `why` says why that isn't known. Set if a rule could merge the result.
     */
    effects: v.z
      .array(v.z.object({ of: v.z.string(), fresh: v.z.array(v.z.string()), why: v.z.string().optional() }))
      .optional(),
  });

/** An entry (file, link, submodule or mode) that a result lacks. It blocks the approval until a person accepts it. */
const missingEntry = (v: SchemaVocabulary) =>
  v.z.object({
    path: v.z.string(),
    /**
     * `deleted`: the entry is gone. `reverted`: the change is gone, so the path is as in the start commit. `mode`: only
     * the changed mode is gone. `refused`: git refuses the name. `unreachable`: no repository on this machine has the
     * submodule's commit. `unread`: a commit, whose ref or id is the path, was not compared with the result.
     */
    how: v.z.enum(['deleted', 'reverted', 'mode', 'refused', 'unreachable', 'unread']),
    /** Where the entry is: in the result of the round before, the agent's commits, the start commit or the worktree. */
    in: v.z.enum(['round', 'commits', 'start', 'worktree']),
    /** The commit that contains the entry, the agent's HEAD for `worktree`, or the submodule's commit. */
    commit: hash(v),
  });
