import type { Task } from '../domain/task/task.ts';
import type { Context } from '../work/workspace/context.ts';

/** How people use the command at a command line. */
export interface CommandLine<Output = unknown> {
  /** Fields whose values are words without a flag, in this order. The last field takes all remaining words. */
  positional?: readonly string[];
  /** The positional field whose value must be a single shell argument. The hint is for the refusal of further words. */
  oneArgument?: { field: string; hint: string };
  /** Other names of the command: `runs` for `run list`. */
  aliases?: readonly string[];
  /** The aliases apply only if the next word matches: `diff 12` is about a task, `diff r7` about a run. */
  aliasIfNext?: RegExp;
  /** How a command line selects the tasks that the command acts on, by ids, ranges or a filter. */
  selects?: Selects;
  /** The field that a person can edit as text in an editor. */
  editor?: Editor;
  /** The kind of words that call this command without its verb: a single id, or a filter. */
  impliedBy?: 'id' | 'filter';
  /** Whether this command runs for `backlog` without words, at a terminal. Only one command has this property. */
  default?: true;
  /**
   * Commands that show the same selection in another form. The key is the flag that selects the command: `list --tree`.
   */
  viewFlags?: Readonly<Record<string, string>>;
  /** The command that runs instead if the call has no argument, with the words that it then gets. */
  whenNoArgs?: { name: string; words: readonly string[] };
  /** Aliases that show updates like `--watch`, at a terminal. */
  autoWatch?: readonly string[];
  /**
   * Returns the call that `--watch` repeats after a command that starts work. Repeating the command itself would start
   * the work again.
   */
  watchInstead?(output: Output): { name: string; input: Record<string, unknown> };
  /** Returns whether the output cannot change any more. Watching then ends. */
  isFinal?(output: Output): boolean;
  /**
   * Returns whether the command had nothing to act on. The text then goes to stderr and the exit code is 1. An empty
   * list that a reading command returns does not count.
   */
  foundNothing?(output: Output): boolean;
  /** Example command lines for help, docs and tests. They omit the word `backlog`. */
  examples?: readonly string[];
}

/**
 * Selects the tasks that a command line acts on. The command line asks for confirmation if there are more than a few
 * tasks.
 */
export interface Selects {
  /** The field that contains the ids or the filter. */
  field: string;
  /** Whether the field takes only one task. The command then runs once for each task, in order of urgency. */
  each?: true;
  /** Whether a filter needs confirmation even if it selects only a few tasks. */
  careful?: true;
  /** Finds the tasks if the field does not name them. Also returns an input that names exactly these tasks. */
  meant?(context: Context, input: Record<string, unknown>): Promise<Meant>;
}

/**
 * The tasks that a call would change, and an input for the call. This input selects the same tasks even after other
 * changes.
 */
export interface Meant {
  tasks: readonly Task[];
  input: Record<string, unknown>;
}

/** The fields of a command with a text that a person edits in an editor. */
export interface Editor {
  /** The field that gets the edited text. */
  document: string;
  /** The field that gets the text as it was before the edit. */
  before: string;
  draft(context: Context, input: Record<string, unknown>): Promise<string>;
}
