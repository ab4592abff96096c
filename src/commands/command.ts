import type * as z from 'zod';
import { lazy } from '../base/lazy.ts';
import { type PathUse, pathUse } from '../domain/calls/inputs.ts';
import type { Task } from '../domain/task/task.ts';
import { harmless } from '../text/safe.ts';
import type { Screen } from '../text/screen/layout/screen.ts';
import type { PersonAct } from '../work/people/person-acts.ts';
import type { Context, Write } from '../work/workspace/context.ts';

/** The sets of tools that BACKLOG_TOOLS can name. An MCP server offers `admin` only on request. */
export const TOOLSETS = ['core', 'queue', 'plan', 'runs', 'admin'] as const;
export type Toolset = (typeof TOOLSETS)[number];

/**
 * One thing that a user can do. MCP tools, command line and web routes are built by looping over the table of commands.
 * Fields that every interface needs come first. Fields for one interface are in its own part.
 */
export interface Command<Input = Record<string, unknown>, Output = unknown> {
  /** Noun and verb in snake case. The command line uses blanks: `task_doc_write` is `backlog task doc write`. */
  name: string;
  title: string;
  /** Tells a model what the command does and when to use it. At most two sentences. */
  summary: string;
  toolset: Toolset;
  access: Access;
  /** Schema of the arguments; built once, at the first call. */
  input: () => z.ZodObject;
  /** Schema of the value that `run` returns. Every interface returns that value as JSON. */
  output: () => z.ZodType;
  run(context: Context, input: Input): Promise<Output>;
  show: Show<Output>;
  cli?: CommandLine<Output>;
  mcp?: Mcp<Input>;
  http?: Http;
}

/** The effect of a command on the store, and its permitted callers. */
export interface Access {
  /** `read` leaves the log unchanged. `destructive` removes data that undo cannot restore. */
  effect: 'read' | 'write' | 'destructive';
  /** Only a terminal may call it, because it installs code that runs later or names files of the machine. */
  terminalOnly?: true;
  /** The right that a token needs. By default it follows from `effect`. */
  right?: 'review';
  /** The act that is reserved for people. `execute` checks it before the command runs. */
  personAct?: PersonAct;
  /** A second identical call changes nothing. */
  idempotent?: boolean;
  /** The command runs on an empty store if the store cannot be opened. It never creates a workspace. */
  toleratesDamage?: true;
}

/** Formats of the output for readers. */
export interface Show<Output = unknown> {
  /**
   * The output for a person or a model. `defineCommand` removes control characters that come from other people's texts.
   */
  text(output: Output, context: Context): string;
  /** The output for a terminal, if a separate layout reads better than `text`. It loads its modules on demand. */
  screen?(output: Output, context: Context, screen: Screen): Promise<string>;
  /** The text consists of sentences, so a terminal may wrap its lines. Not for text that people copy whole. */
  prose?: true;
  /** A part of the text is useless. The command refuses if the whole text does not fit. */
  onlyWhole?: true;
  /** The output is a list. */
  rows?: CommandRows<Output>;
  /**
   * The bytes in the output, with their media type. A pipe or a file gets them unchanged, and a resource has them as
   * its content.
   */
  bytes?(output: Output): { type: string; bytes: Uint8Array } | undefined;
  /** The text of a file in the output. A pipe or a file gets it unchanged. */
  file?(output: Output): string | undefined;
  /** A warning about that file, which the command line prints on stderr. */
  fileNote?(output: Output): string | undefined;
}

/** The rows of an output, for `--format` and `--fields`. */
export interface CommandRows<Output = unknown> {
  /** The field of the output that has the rows. */
  of: string;
  /** The fields of a row that a table shows by default. */
  columns: readonly string[];
  /**
   * The command line prints on stderr that there are more rows. Other interfaces add a line to the text (`moreLine`).
   */
  pages?: true;
  /** Reads the rows if they are not simply that field. */
  read?(output: Output): readonly object[];
  /**
   * Describes the rows that are missing. The default is the number of further rows, from `total`, `next` and `more`.
   */
  note?(output: Output): string | undefined;
}

/** Use of a command at a command line. */
export interface CommandLine<Output = unknown> {
  /** Fields that words without a flag fill, in this order. The last field takes all remaining words. */
  positional?: readonly string[];
  /** The positional field that takes exactly one shell argument. The hint explains the refusal of further words. */
  oneArgument?: { field: string; hint: string };
  /** Other names of the command: `runs` for `run list`. */
  aliases?: readonly string[];
  /** The aliases apply only if the next word matches: `diff 12` is about a task, `diff r7` about a run. */
  aliasIfNext?: RegExp;
  /** Ids, ranges and filters select the tasks that the command acts on. */
  selects?: Selects;
  /** A person edits one of the fields as text. */
  editor?: Editor;
  /** The kind of words that call this command without a verb: one id, or a filter. */
  impliedBy?: 'id' | 'filter';
  /** `backlog` without words runs this command at a terminal. One command has this property. */
  default?: true;
  /** Commands that show the same selection in another form, by their flag: `list --tree`. */
  viewFlags?: Readonly<Record<string, string>>;
  /** The command and words that run instead if the call has no argument. */
  whenNoArgs?: { name: string; words: readonly string[] };
  /** Names of the command that imply `--watch` at a terminal. */
  autoWatch?: readonly string[];
  /** The command that `--watch` repeats in place of one that starts something. */
  watchInstead?(output: Output): { name: string; input: Record<string, unknown> };
  /** Can the output no longer change? Watching then ends. */
  isFinal?(output: Output): boolean;
  /**
   * Was there nothing to act on? Then the text goes to stderr and the exit code is 1. Not for a read that returns an
   * empty list.
   */
  foundNothing?(output: Output): boolean;
  /** Command lines for help, docs and tests, without `backlog`. */
  examples?: readonly string[];
}

/** The tasks that a command line acts on. It asks for confirmation if there are more than a few. */
export interface Selects {
  /** The field with the ids or the filter. */
  field: string;
  /** The field takes one task. The command runs once for each task, in order of urgency. */
  each?: true;
  /** A filter needs confirmation for any number of tasks. */
  careful?: true;
  /** Finds the tasks if the field does not name them, and an input that names exactly these tasks. */
  meant?(context: Context, input: Record<string, unknown>): Promise<Meant>;
}

/** The tasks that a call would change, and an input that still selects the same tasks after other changes. */
export interface Meant {
  tasks: readonly Task[];
  input: Record<string, unknown>;
}

/** A text that opens in the person's editor. */
export interface Editor {
  /** The field for the edited text. */
  document: string;
  /** The field for the text before the edit. */
  before: string;
  draft(context: Context, input: Record<string, unknown>): Promise<string>;
}

/** Use of a command over MCP, besides its tool. */
export interface Mcp<Input = Record<string, unknown>> {
  resources?: readonly CommandResource[];
  /** Fields of the input that MCP does not have: `tools/list` leaves them out, and a call with one is refused. */
  hide?: readonly string[];
  /** The tool combines several verbs, and people have one command per verb. Help does not list it. */
  only?: true;
  /** @returns the size of the resource in bytes, if it is known without reading the resource */
  resourceBytes?(context: Context, input: Input): number | undefined;
}

/** An output that a person can attach to a conversation by its URI. */
export interface CommandResource {
  /** A template such as `backlog://task/{id}`. A name in braces is an input of that name. */
  uri: string;
  title: string;
  /** The other inputs. */
  input?: Readonly<Record<string, unknown>>;
  mimeType?: 'text/plain' | 'text/markdown';
  /** The resource has all rows, as at a command line, and not one page. */
  whole?: true;
}

/** Limits of an HTTP body, for commands that take file contents. */
export interface Http {
  maxBytes: number;
  maxValues?: number;
}

/** A command with the types of its name, its arguments and its output. */
export interface Defined<Name extends string, In extends z.ZodObject, Out extends z.ZodType>
  extends Command<z.output<In>, z.output<Out>> {
  name: Name;
  input: () => In;
  output: () => Out;
}

interface Definition<Name extends string, In extends z.ZodObject, Out extends z.ZodType>
  extends Omit<Defined<Name, In, Out>, 'run'> {
  run(context: Context, input: z.output<In>, write: Write): Promise<z.output<Out>>;
}

/**
 * Does the command change neither the log nor a file? Then GET may call it, the right to read suffices, and MCP lists
 * it as read-only.
 */
export function isReadOnly(command: Pick<Command, 'access' | 'input'>): boolean {
  return command.access.effect === 'read' && pathFields(command).every(({ use }) => use === 'read');
}

export interface PathField {
  field: string;
  schema: z.core.$ZodType;
  use: PathUse;
}

/** The fields of the input that take a path, and the use of the file there. */
export function pathFields({ input }: Pick<Command, 'input'>): PathField[] {
  return Object.entries(input().shape).flatMap(([field, schema]) => {
    const use = pathUse(schema);
    return use ? [{ field, schema, use }] : [];
  });
}

/** Declares a command. The types of `run` follow from `input` and `output`. Its changes carry the command's name. */
export function defineCommand<const Name extends string, In extends z.ZodObject, Out extends z.ZodType>(
  command: Definition<Name, In, Out>,
): Defined<Name, In, Out> {
  const show: Show<z.output<Out>> = { ...command.show, text: (...args) => harmless(command.show.text(...args)) };
  const run = (context: Context, input: z.output<In>) =>
    command.run(context, input, (fn) => context.write(command.name, fn));
  return { ...command, run, show, input: lazy(command.input) };
}
