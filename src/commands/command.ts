import type * as z from 'zod';
import { isObject } from '../base/is-object.ts';
import { lazy } from '../base/lazy.ts';
import { type PathUse, pathUse } from '../domain/calls/inputs.ts';
import type { OutputDoc } from '../text/doc/doc.ts';
import { harmless } from '../text/safe.ts';
import type { PersonAct } from '../work/people/person-acts.ts';
import type { Context, Write } from '../work/workspace/context.ts';
import type { CommandLine } from './command-line.ts';
import type { HelpGroup, Toolset } from './groups.ts';

/**
 * What a command line reads of a command: its words, flags, help and completion. Commands of the queue and commands of the
 * machine have it.
 */
export interface CommandRow<Output = unknown> {
  /** What the command concerns. Only a command line has commands of the machine (`interfaces/cli/machine`). */
  where?: 'queue' | 'machine';
  /** Noun and verb in snake case. The command line uses blanks: `task_doc_write` is `backlog task doc write`. */
  name: string;
  title: string;
  /**
   * The command's names in other programs, separated by commas. They apply where Backlog has no command or noun with this
   * name, and an alias of a person comes first.
   */
  elsewhere?: string;
  /** Text for a model that describes the effect of the command and its use. At most two sentences. */
  summary: string;
  /** The group of `backlog help` that lists the command. */
  group: HelpGroup;
  access: Access;
  /** Schema of the arguments. It is built once, at the first use. */
  input: () => z.ZodObject;
  show: Pick<ShowMore<Output>, 'rows'>;
  cli?: CommandLine<Output>;
  mcp?: Pick<Mcp, 'only'>;
}

/**
 * One action of the product. MCP tools, the command line and web routes are all built from the table of commands. The
 * common fields come first. Fields for one interface are in their own part.
 */
export interface Command<Input = Record<string, unknown>, Output = unknown> extends CommandRow<Output> {
  where?: 'queue';
  toolset: Toolset;
  /** Schema of the value that `run` returns. Every interface returns that value as JSON. */
  output: () => z.ZodType;
  run(context: Context, input: Input): Promise<Output>;
  show: Show<Output>;
  mcp?: Mcp<Input>;
  http?: Http;
}

/** The effect of a command on the store, and its allowed callers. */
export interface Access {
  /**
   * - `read`: the log stays unchanged.
   * - `write`: undo can restore the data.
   * - `destructive`: undo can't restore the removed data.
   */
  effect: 'read' | 'write' | 'destructive';
  /** Whether only a terminal may call the command, because it installs code or names files of the machine. */
  terminalOnly?: true;
  /** The right that a token needs for this command. By default, `personAct` or `effect` determines the right. */
  right?: 'review' | 'admin';
  /** The action that only people may do. `execute` checks the caller before the command runs. */
  personAct?: PersonAct;
  /** The action for people that the command checks itself, after it has read what it acts on. The reference names it. */
  checksAct?: PersonAct;
  /** Whether a second identical call changes nothing. */
  idempotent?: boolean;
  /** Whether the command runs on an empty store if the store can't be opened. It then creates no workspace. */
  toleratesDamage?: true;
}

/** The forms in which readers get the output. A command has a document, or texts of its own. */
export type Show<Output = unknown> = Texts<Output> & ShowMore<Output>;

/** What a command declares: a text, or a document from which `defineCommand` makes the texts. An output has one of them. */
type Declared<Output> =
  | (Texts<Output> & ShowMore<Output> & { doc?: never })
  | (ShowMore<Output> & Required<Pick<ShowMore<Output>, 'doc'>> & { text?: never });

interface Texts<Output> {
  /**
   * Returns the output as text for a person or a model. `defineCommand` removes control characters from it, because
   * text by others may contain them.
   */
  text(output: Output, context: Context): string | Promise<string>;
}

interface ShowMore<Output> {
  /**
   * Returns the output as a document, which is plain data. Printers make the text, the layout for a terminal and, if the
   * output has `markdown: true`, Markdown.
   */
  doc?(output: Output, context: Context): OutputDoc | Promise<OutputDoc>;
  /** Whether a terminal gets the lines of the text as they are: of a document, a diff or a file that people copy. */
  verbatim?: true;
  /** Whether only the whole text is useful. If the text is too long for a reader, the command fails. */
  onlyWhole?: true;
  /** Describes the rows if the output is a list. */
  rows?: CommandRows<Output>;
  /** Returns the bytes in the output with their media type. Pipes, files and resources get these bytes unchanged. */
  bytes?(output: Output): { type: string; bytes: Uint8Array } | undefined;
  /** Returns the text of a file in the output. Pipes and files get this text unchanged. */
  file?(output: Output): string | undefined | Promise<string | undefined>;
  /** Returns a warning about the text of `file`. The command line prints it on stderr. */
  fileNote?(output: Output): string | undefined;
}

/** The rows of an output, for `--format` and `--fields`. */
export interface CommandRows<Output = unknown> {
  /** The field of the output that contains the rows. */
  of: string;
  /** The fields of a row that a table shows by default. */
  columns: readonly string[];
  /**
   * Fields that cost more than the others. A row has them only if the input `fields` names them, which the command line
   * then sets.
   */
  onRequest?: readonly string[];
  /** Whether the command line prints on stderr that further rows exist. Others add a line (`moreLine`). */
  pages?: true;
  /** Returns the rows if they aren't the value of the field `of`. */
  read?(output: Output): readonly object[];
  /** Returns a note about omitted rows. The default has their number, from `total`, `next` and `more`. */
  note?(output: Output): string | undefined;
}

/** How MCP clients use the command, in addition to its tool. */
export interface Mcp<Input = Record<string, unknown>> {
  resources?: readonly CommandResource[];
  /** Fields of the input that don't exist over MCP. `tools/list` omits them, and a call with one of them fails. */
  hide?: readonly string[];
  /**
   * Rare fields, each with a word about its value, or ''. `tools/list` omits their schemas and names them after the
   * summary, to save tokens. `false` doesn't name the field. Calls can use all of them.
   */
  unlisted?: Readonly<Record<string, string | false>>;
  /**
   * A command that has fields in common with this one. `tools/list` omits the descriptions of fields that have the same
   * description there, and fields that are unlisted there. The summary refers to that command.
   */
  fieldsAsIn?: 'task_add';
  /**
   * Whether the command exists only as a tool. Such a tool combines several commands that people have separately, so
   * help doesn't list it.
   */
  only?: true;
  /** Returns the size of the resource in bytes. Returns undefined if only reading the resource would show its size. */
  resourceBytes?(context: Context, input: Input): number | undefined;
}

/** An output that a person can attach to a conversation by its URI. */
export interface CommandResource {
  /** The template of the URI, such as `backlog://task/{id}`. A name in braces is an input of that name. */
  uri: string;
  title: string;
  /** Values of the inputs that the URI does not contain. */
  input?: Readonly<Record<string, unknown>>;
  mimeType?: 'text/plain' | 'text/markdown';
  /** Whether the resource has all rows of a list, as on the command line, and not only one page. */
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
  extends Omit<Defined<Name, In, Out>, 'toolset' | 'run' | 'show'> {
  /** Default: `admin`. */
  toolset?: Toolset;
  show: Declared<z.output<Out>>;
  run(context: Context, input: z.output<In>, write: Write): Promise<z.output<Out>>;
}

/**
 * Checks whether the command changes neither the log nor a file. Such a command works with GET and with the right to
 * read, and MCP lists it as read-only.
 */
export function isReadOnly(command: Pick<Command, 'access' | 'input'>): boolean {
  return command.access.effect === 'read' && pathFields(command).every(({ use }) => use === 'read');
}

export interface PathField {
  field: string;
  schema: z.core.$ZodType;
  use: PathUse;
}

/** Returns the fields of the input that take a path, and how the command uses the file. */
export function pathFields({ input }: Pick<Command, 'input'>): PathField[] {
  return Object.entries(input().shape).flatMap(([field, schema]) => {
    const use = pathUse(schema);
    return use ? [{ field, schema, use }] : [];
  });
}

/** Declares a command. The types of `run` follow from `input` and `output`. Commits of the command have its name. */
export function defineCommand<const Name extends string, In extends z.ZodObject, Out extends z.ZodType>(
  command: Definition<Name, In, Out>,
): Defined<Name, In, Out> {
  const texts = command.show.doc ? { ...command.show, ...textsOf(command.show.doc) } : command.show;
  const show: Show<z.output<Out>> = {
    ...texts,
    text(...args) {
      const text = texts.text(...args);
      return typeof text === 'string' ? harmless(text) : text.then(harmless);
    },
  };
  const run = (context: Context, input: z.output<In>) =>
    command.run(context, input, (fn) => context.write(command.name, fn));
  return { toolset: 'admin', ...command, run, show, input: lazy(command.input) };
}

/** Returns the text of a document. The printers load on demand. */
function textsOf<Output>(doc: NonNullable<ShowMore<Output>['doc']>): Texts<Output> {
  return {
    async text(output, context) {
      const { docLines, docMarkdown } = await import('../text/doc/lines.ts');
      const print = isMarkdown(output) ? docMarkdown : docLines;
      return print(await doc(output, context), { ...context.caller, clock: context.clock });
    },
  };
}

/** Checks whether the caller wants Markdown. */
export const isMarkdown = (output: unknown): boolean => isObject(output) && output.markdown === true;
