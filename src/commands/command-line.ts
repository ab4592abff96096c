import type { Task } from '../domain/task/task.ts';
import type { Context } from '../work/workspace/context.ts';

type Row = Readonly<Record<string, unknown>>;

/** How people use the command at a command line. */
export interface CommandLine<Output = unknown> {
  /** Fields whose values are words without a flag, in this order. The last field gets all remaining words. */
  positional?: readonly string[];
  /** A positional field whose value must be a single shell argument. The error about more words has the hint. */
  oneArgument?: { field: string; hint: string };
  /** The field that gets the words after `--`, as a list. Without it, they are plain words. */
  afterDashes?: string;
  /** The last positional field, if it gets all remaining words as a list, flags included. */
  literal?: string;
  /** The field that gets what is piped in, if the line has no value for it. */
  piped?: Piped;
  /** Other names of the command, such as `now` for `report now`. */
  aliases?: readonly string[];
  /** Names that work like aliases, but that help, documentation and completion omit: each command has one noun. */
  silent?: readonly string[];
  /** The aliases and silent names apply only if the next word matches. For example, `diff 12` shows a task, and `diff r7` a run. */
  aliasIfNext?: RegExp;
  /** How a command line selects the tasks that the command acts on, by ids, ranges or a filter. */
  selects?: Selects;
  /** Returns a question for the person before the call; undefined if there is nothing to ask. */
  asks?(context: Context, input: Record<string, unknown>): Promise<CallQuestion | undefined>;
  /** The field that a person can edit as text in an editor. */
  editor?: Editor;
  /**
   * Set if the command can read all queues of this machine at once. `order` returns the comparison for the rows of all
   * queues; without it, they are sorted by queue.
   */
  acrossQueues?: { order?(input: Readonly<Record<string, unknown>>): ((a: Row, b: Row) => number) | undefined };
  /** The kind of words that run this command without its name: a single id, or a filter. */
  impliedBy?: 'id' | 'filter';
  /** Runs this command for `backlog` without words at a terminal. Only one command has this property. */
  default?: true;
  /**
   * Commands that a flag selects, by the flag: `list --tree` shows the same selection in another form, and `run clean
   * --merged` acts on several runs.
   */
  viewFlags?: Readonly<Record<string, string>>;
  /**
   * Lines that a flag with a value stands for, by the flag. The last word names the value: `init --store ADDRESS` is
   * `store init ADDRESS`.
   */
  flagLines?: Readonly<Record<string, string>>;
  /** The command that runs instead if the call has no argument, and the words for that command. */
  whenNoArgs?: { name: string; words: readonly string[] };
  /** Aliases that at a terminal show updates, like `--watch`. */
  autoWatch?: readonly string[];
  /**
   * Returns the call that `--watch` repeats after a command that starts work. The command itself must not be repeated,
   * because it would start the work again.
   */
  watchInstead?(output: Output): { name: string; input: Record<string, unknown> };
  /** Returns the call whose answer a person reads next: approval prints the merge, or the reason why it waits. */
  followedBy?(output: Output): { name: string; input: Record<string, unknown> } | undefined;
  /** Checks whether the output can't change any more, so that watching ends. */
  isFinal?(output: Output): boolean;
  /**
   * Checks whether the command found nothing to change. If so, the text goes to stderr and the exit code is 1. Not for
   * an empty list of a reading command.
   */
  foundNothing?(output: Output): boolean;
  /** Checks whether the command leaves something to the caller's decision. If so, the exit code is 1. */
  leavesOpen?(output: Output): boolean;
  /** Returns further paragraphs of the help, about words that no single flag explains. They load on demand. */
  more?(): readonly string[] | Promise<readonly string[]>;
  /** Example command lines for help, docs and tests. They omit the word `backlog`. */
  examples?: readonly string[];
}

/**
 * How a command line selects the tasks of a command. The command line asks for confirmation if there are more than a
 * few tasks.
 */
export interface Selects {
  /** The field that contains the ids or the filter. */
  field: string;
  /** Whether the field accepts only one task. The command then runs once for each task, most urgent first. */
  each?: true;
  /** Whether the calls run from the last task to the first: each one takes the place before those that ran. */
  fromLast?(input: Record<string, unknown>): boolean;
  /** Whether a filter needs confirmation even if it selects only a few tasks. */
  careful?: true;
  /** Replaces a name in the field by what it stands for, also in a trial: `undo import`. */
  named?(context: Context, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Finds the tasks if the field doesn't name them. Also returns an input that names exactly these tasks. */
  meant?(context: Context, input: Record<string, unknown>): Promise<Meant>;
}

/** The field for standard input. */
export interface Piped {
  field: string;
  /** Fields that a call can have instead. */
  instead?: readonly string[];
  /** Checks whether a value names only the kind of the text: `gh issue list … | backlog import github`. */
  namesKind?(value: string): boolean;
}

/** A question before a call. */
export interface CallQuestion {
  /** The lines above the question. */
  text: string;
  /** What a yes does: `Use these settings`. */
  action: string;
  /** The call that a yes makes before the command. A no only omits it; without it, a no omits the command. */
  first?: { name: string; input: Record<string, unknown> };
  /** Only a typed answer counts, not `--yes`. */
  typed?: true;
  /** The command's input after a yes, if it differs. */
  input?: Record<string, unknown>;
  /** Runs if the person declines. Removes what the question prepared for the command. */
  declined?(): Promise<void>;
}

/** The tasks that a call would change, and an input that selects the same tasks even after other changes. */
export interface Meant {
  tasks: readonly Task[];
  input: Record<string, unknown>;
}

/** The fields for a text that a person edits in an editor. */
export interface Editor {
  /** The field that gets the edited text. */
  document: string;
  /** The field that gets the text as it was before the edit. */
  before: string;
  draft(context: Context, input: Record<string, unknown>): Promise<string>;
}
