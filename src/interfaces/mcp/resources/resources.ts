import { isUtf8 } from 'node:buffer';
import {
  type CompleteResult,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
} from '@modelcontextprotocol/server';
import { sizeText } from '../../../base/amounts.ts';
import type { Command, CommandResource } from '../../../commands/command.ts';
import { execute } from '../../../commands/execute.ts';
import { COMMANDS } from '../../../commands/index.ts';
import { queueNote, render } from '../../../commands/render.ts';
import { inDoorWords } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { Keeper } from '../../../scheduler/keep-up.ts';
import { errorText } from '../../../text/error.ts';
import type { Caller, Context } from '../../../work/workspace/context.ts';
import type { Opened } from '../../../work/workspace/open.ts';
import { completeValue, variableValues } from './values.ts';
import { createWatch, type Notify } from './watch.ts';

/** Outputs that a person can attach to a conversation by URI. Their texts are the same as those of the tools. */
export interface Resources {
  /**
   * Lists the fixed resources, the workspace's documents and the most urgent open tasks. With `notify`, reports changes
   * of this list.
   */
  list(notify?: Notify): Promise<ListResourcesResult>;
  templates(): ListResourceTemplatesResult;
  /**
   * Reads a resource.
   * @throws ResourceNotFoundError for an unknown URI, with a hint
   */
  read(uri: string): Promise<ReadResourceResult>;
  complete(
    uri: string,
    argument: { name: string; value: string },
    known: Record<string, string>,
  ): Promise<CompleteResult>;
  subscribe(uri: string, notify: Notify): Promise<void>;
  unsubscribe(uri: string): void;
  close(): void;
}

export function createResources(
  openQueue: () => Promise<Opened>,
  sign: (opened: Opened) => Caller,
  { keep }: Pick<Keeper, 'keep'>,
): Resources {
  const open = () => openQueue().catch(asProtocolError);
  const contextOf = async () => {
    const opened = await open();
    await opened.ready().catch(asProtocolError);
    return opened.context(sign(opened));
  };
  const contents = async (uri: string) => {
    const found = resourceAt(uri);
    if (!found) throw notFound(uri, `URIs: ${RESOURCES.map((resource) => resource.uri).join(', ')}.`);
    const { command, whole, mimeType = 'text/plain' } = found.resource;
    const opened = await open();
    const caller = (): Caller => ({ ...sign(opened), ...(whole ? { door: 'cli' } : {}) });
    const check = (context: Context, input: Record<string, unknown>) =>
      refuseLarge(uri, command.mcp?.resourceBytes?.(context, input) ?? 0);
    const executed = await execute(opened, caller, command, found.input, { keep, check }).catch(asNotFound(uri));
    const raw = command.show.bytes?.(executed.output);
    if (raw) return { uri, mimeType: raw.type, ...contentOf(uri, raw) };
    const damage = mimeType.startsWith('text/') ? queueNote(executed) : undefined;
    return { uri, mimeType, text: [damage, await render(executed)].filter((text) => text !== undefined).join('\n\n') };
  };
  const list = async (): Promise<ListResourcesResult> => {
    const context = await contextOf();
    return {
      resources: RESOURCES.flatMap((resource) => {
        const { title, mimeType = 'text/plain', variables, input } = resource;
        if (variables.length === 0) return [{ uri: resource.uri, name: title, mimeType }];
        const [variable = '', second] = variables;
        if (second !== undefined) return [];
        return variableValues(variable, context, input).map(({ value, title: name, description }) => ({
          uri: addressOf(resource, { [variable]: value }),
          name,
          ...(description ? { description } : {}),
          mimeType,
        }));
      }),
    };
  };
  const watch = createWatch(open, {
    read: async (uri) => seen(await contents(uri)),
    list: async () => JSON.stringify(await list()),
  });
  return {
    async list(notify) {
      const listed = await list();
      if (notify) watch.listed(JSON.stringify(listed), notify);
      return listed;
    },
    templates: () => ({
      resourceTemplates: RESOURCES.filter(({ variables }) => variables.length > 0).map(
        ({ uri, title, mimeType = 'text/plain', command }) => ({
          uriTemplate: uri,
          name: title,
          ...(command.show.bytes ? {} : { mimeType }),
        }),
      ),
    }),
    read: async (uri) => ({ contents: [await contents(uri)] }),
    async complete(uri, { name, value }, known) {
      const resource = RESOURCES.find((each) => each.uri === uri);
      if (!resource?.variables.includes(name)) return { completion: { values: [] } };
      const { values, total } = completeValue(name, value, await contextOf(), { ...resource.input, ...known });
      return { completion: { values, total, hasMore: total > values.length } };
    },
    subscribe: async (uri, notify) => watch.subscribe(uri, seen(await contents(uri)), notify),
    unsubscribe: watch.unsubscribe,
    close: watch.close,
  };
}

/** Maximum size of a file that is read as a resource, in bytes. */
const MOST_BYTES = 5 * 1024 * 1024;

/** Media types whose content is always sent as bytes. */
const NO_TEXT = /^(image|audio|video)\//;

function contentOf(
  uri: string,
  { type, bytes }: { type: string; bytes: Uint8Array },
): { text: string } | { blob: string } {
  refuseLarge(uri, bytes.length);
  const isText = !NO_TEXT.test(type) && isUtf8(bytes) && !bytes.includes(0);
  return isText ? { text: Buffer.from(bytes).toString('utf8') } : { blob: Buffer.from(bytes).toString('base64') };
}

/**
 * Refuses a resource that is too large.
 * @throws ProtocolError
 */
function refuseLarge(uri: string, bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  const what = `${uri} is too large for a resource: ${sizeText(bytes)}, and the limit is ${sizeText(MOST_BYTES)}`;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `${what}. Write it to a file: backlog attachment get ID FILE --to PATH.`,
    {
      uri,
      bytes,
    },
  );
}

/** Returns the content as a text. A watch compares such texts to detect a change. */
function seen(contents: { text: string } | { blob: string }): string {
  return 'text' in contents ? contents.text : contents.blob;
}

function asNotFound(uri: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof BacklogError && error.code === 'store') return asProtocolError(error);
    if (error instanceof BacklogError) throw notFound(uri, inDoorWords('mcp', errorText(error)));
    throw error;
  };
}

/** Adds the next step to an error of the queue. A client shows only the message. */
function asProtocolError(error: unknown): never {
  if (!(error instanceof BacklogError)) throw error;
  throw new ProtocolError(ProtocolErrorCode.InternalError, inDoorWords('mcp', errorText(error)));
}

function notFound(uri: string, why: string): ResourceNotFoundError {
  return new ResourceNotFoundError(uri, `there is no resource ${uri}. ${why}`);
}

/** A resource, with the command that reads it. */
interface Resource extends CommandResource {
  command: Command;
  /** The names of the variables in the resource's URI, in order. */
  variables: readonly string[];
}

const VARIABLE = /\{(\w+)\}/g;

/** All resources, as declared by the commands. */
export const RESOURCES: readonly Resource[] = COMMANDS.flatMap((command) =>
  (command.mcp?.resources ?? []).map((resource) => ({ ...resource, command, variables: variablesOf(resource.uri) })),
);

/** Returns the resource of a URI, and the inputs that the URI contains. */
function resourceAt(uri: string): { resource: Resource; input: Record<string, unknown> } | undefined {
  for (const resource of RESOURCES) {
    const values = patternOf(resource.uri).exec(uri)?.slice(1).map(decoded);
    if (!values || values.includes(undefined)) continue;
    const named = Object.fromEntries(resource.variables.map((name, i) => [name, values[i]]));
    return { resource, input: { ...resource.input, ...named } };
  }
  return undefined;
}

/** Returns the resource's URI with values in place of its variables. */
function addressOf({ uri }: Pick<Resource, 'uri'>, values: Readonly<Record<string, string>>): string {
  return uri.replace(VARIABLE, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function variablesOf(uri: string): string[] {
  return Array.from(uri.matchAll(VARIABLE), ([, name]) => String(name));
}

function patternOf(uri: string): RegExp {
  return new RegExp(`^${uri.replace(VARIABLE, '([^/?#]+)')}$`);
}

/** Decodes a part of a URI. Returns undefined if the encoding is invalid. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
