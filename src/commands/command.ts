import type * as z from 'zod';
import { lazy } from '../base/lazy.ts';
import { type PathUse, pathUse } from '../domain/calls/inputs.ts';
import type { Task } from '../domain/task/task.ts';
import { harmless } from '../text/safe.ts';
import type { Screen } from '../text/screen/layout/screen.ts';
import type { PersonAct } from '../work/people/person-acts.ts';
import type { Context, Write } from '../work/workspace/context.ts';

/** The sets of tools that BACKLOG_TOOLS can name. `admin` is for the command line: no server offers it unless asked to. */
export const TOOLSETS = ['core', 'queue', 'plan', 'runs', 'admin'] as const;
export type Toolset = (typeof TOOLSETS)[number];

/**
 * One thing a user can do. The MCP tools, the verbs of the command line and the web routes are made by looping over the table of commands;
 * none of them knows a single command. What every door needs is at the top, and what one door needs is in its part.
 */
export interface Command<Input = Record<string, unknown>, Output = unknown> {
  /** Noun and verb in snake case; the command line writes blanks (`task_doc_write` is `backlog task doc write`). */
  name: string;
  title: string;
  /** For a model that chooses among tools: what the command does and when to use it, in at most two sentences. */
  summary: string;
  toolset: Toolset;
  access: Access;
  /** Schema of the arguments; built once, at the first call. */
  input: () => z.ZodObject;
  /** Schema of what `run` returns. Every door answers JSON with that value. */
  output: () => z.ZodType;
  run(context: Context, input: Input): Promise<Output>;
  show: Show<Output>;
  cli?: CommandLine<Output>;
  mcp?: Mcp<Input>;
  http?: Http;
}

/** What a command does to the store, and who may call it. */
export interface Access {
  /** `read` leaves the log as it is; `destructive` removes what no undo can restore. */
  effect: 'read' | 'write' | 'destructive';
  /** Only a terminal may call it, because it installs what is executed later, or names files of the machine. */
  terminalOnly?: true;
  /** What a token must allow; by default it follows from `effect`. */
  right?: 'review';
  /** The act that only people may do: every door checks this before the command runs. */
  personAct?: PersonAct;
  /** Calling it twice has the effect of calling it once. */
  idempotent?: boolean;
  /** It runs although the store cannot be opened, on an empty one. It never makes a workspace. */
  toleratesDamage?: true;
}

/** How the output is written for readers. */
export interface Show<Output = unknown> {
  /** The output for a person or a model. Control characters from other people's texts are removed. */
  text(output: Output, context: Context): string;
  /** The output for a terminal, where a layout of its own reads better than `text`. It loads what it needs when called. */
  screen?(output: Output, context: Context, screen: Screen): Promise<string>;
  /** The text consists of sentences, so a terminal may wrap its lines. Not for text that is copied whole. */
  prose?: true;
  /** Part of the text is useless: a reader who cannot get all of it gets a refusal. */
  onlyWhole?: true;
  /** The output is a list. */
  rows?: CommandRows<Output>;
  /** The bytes in the output, with their media type: written as they are to a pipe or a file, and the content of a resource. */
  bytes?(output: Output): { type: string; bytes: Uint8Array } | undefined;
  /** The text of a file in the output, written as it is to a pipe or a file. */
  file?(output: Output): string | undefined;
  /** A warning about that file, which the command line prints on stderr. */
  fileNote?(output: Output): string | undefined;
}

/** Where an output has its rows, for `--format` and `--fields`. */
export interface CommandRows<Output = unknown> {
  /** The field of the output that holds them. */
  of: string;
  /** The fields of a row that a table shows unless others are named. */
  columns: readonly string[];
  /** The text does not say that there are more, so the command line does, on stderr. Other doors get a line (`moreLine`). */
  pages?: true;
  /** Reads the rows where they are not that field alone. */
  read?(output: Output): readonly object[];
  /** What the rows leave out; by default how many more there are, from `total`, `next` and `more`. */
  note?(output: Output): string | undefined;
}

/** How people call a command at a command line. */
export interface CommandLine<Output = unknown> {
  /** Fields that are also taken by position, in order; the last takes all words that remain. */
  positional?: readonly string[];
  /** The positional field that is one argument of the shell: further words are refused with this hint. */
  oneArgument?: { field: string; hint: string };
  /** Other words that call it: `runs` for `run list`. */
  aliases?: readonly string[];
  /** The aliases count only where the next word matches: `diff 12` is of a task, `diff r7` of a run. */
  aliasIfNext?: RegExp;
  /** Ids, ranges and filters select the tasks that it acts on. */
  selects?: Selects;
  /** A person edits one of its fields as a text. */
  editor?: Editor;
  /** Words without a verb call it: one id, or a filter. */
  impliedBy?: 'id' | 'filter';
  /** It shows what the program's name alone shows at a terminal. One command has this. */
  default?: true;
  /** Commands that show the same selection in another way, by the flag that asks for them: `list --tree`. */
  viewFlags?: Readonly<Record<string, string>>;
  /** The command, with its words, that runs instead when no argument is given. */
  whenNoArgs?: { name: string; words: readonly string[] };
  /** Names of it that watch without `--watch` at a terminal. */
  autoWatch?: readonly string[];
  /** The command that `--watch` repeats instead of this one, for commands that begin something. */
  watchInstead?(output: Output): { name: string; input: Record<string, unknown> };
  /** Can nothing more happen? Watching ends then. */
  isFinal?(output: Output): boolean;
  /** Was there nothing to act on? The text then goes to stderr and the exit code is 1. An empty list that was read is an answer, not this. */
  foundNothing?(output: Output): boolean;
  /** Command lines for help, docs and tests, without the program's name. */
  examples?: readonly string[];
}

/** Which tasks a command line acts on. More than a few of them want a yes. */
export interface Selects {
  /** The field that takes the ids or the filter. */
  field: string;
  /** The field takes one task: the command runs once for each, the most urgent first. */
  each?: true;
  /** A filter wants a yes for any number of tasks. */
  careful?: true;
  /** Finds the tasks where the field does not name them, with an input that names exactly these. */
  meant?(context: Context, input: Record<string, unknown>): Promise<Meant>;
}

/** The tasks that a call would change, and the input that selects these whatever changes meanwhile. */
export interface Meant {
  tasks: readonly Task[];
  input: Record<string, unknown>;
}

/** A text that opens in a person's editor. */
export interface Editor {
  /** The field that takes the edited text. */
  document: string;
  /** The field that takes the text as it was before. */
  before: string;
  draft(context: Context, input: Record<string, unknown>): Promise<string>;
}

/** What an MCP client gets of a command besides its tool. */
export interface Mcp<Input = Record<string, unknown>> {
  resources?: readonly CommandResource[];
  /** It joins several verbs in one tool, and people have a command for each: help does not list it. */
  only?: true;
  /** @returns bytes of the resource, where they are known without reading it */
  resourceBytes?(context: Context, input: Input): number | undefined;
}

/** An answer of the command that a person can attach to a conversation by its address. */
export interface CommandResource {
  /** `backlog://task/{id}`: a name in braces is an input of that name. */
  uri: string;
  title: string;
  /** The other inputs. */
  input?: Readonly<Record<string, unknown>>;
  mimeType?: 'text/plain' | 'text/markdown';
  /** All rows, as a command line gets them, not a page with the call for the next one. */
  whole?: true;
}

/** Limits of a body over HTTP, for commands that take contents of files. */
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

/** Does the command change neither the log nor a file? Only then GET may call it, a right to read suffices, and MCP lists it as read-only. */
export function isReadOnly(command: Pick<Command, 'access' | 'input'>): boolean {
  return command.access.effect === 'read' && pathFields(command).every(({ use }) => use === 'read');
}

export interface PathField {
  field: string;
  schema: z.core.$ZodType;
  use: PathUse;
}

/** The fields of its input that take a path, and what is done with the file there. */
export function pathFields({ input }: Pick<Command, 'input'>): PathField[] {
  return Object.entries(input().shape).flatMap(([field, schema]) => {
    const use = pathUse(schema);
    return use ? [{ field, schema, use }] : [];
  });
}

/** Declares a command: `run` gets what `input` describes and returns what `output` does, and its writes carry the command's name. */
export function defineCommand<const Name extends string, In extends z.ZodObject, Out extends z.ZodType>(
  command: Definition<Name, In, Out>,
): Defined<Name, In, Out> {
  const show: Show<z.output<Out>> = { ...command.show, text: (...args) => harmless(command.show.text(...args)) };
  const run = (context: Context, input: z.output<In>) =>
    command.run(context, input, (fn) => context.write(command.name, fn));
  return { ...command, run, show, input: lazy(command.input) };
}
