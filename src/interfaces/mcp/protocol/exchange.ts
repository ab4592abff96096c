import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequiredResult,
  PROTOCOL_VERSION_META_KEY,
  type ProtocolEra,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { isObject } from '../../../base/is-object.ts';
import { present } from '../../../base/present.ts';
import { readsTasks, type TaskAnswer } from '../tasks.ts';

/** Metadata of a call besides its arguments. The client writes them, and no model can change them. */
export type CallMeta = Readonly<Record<string, unknown>> | undefined;

/**
 * Checks whether the client no longer waits for a call. The client reports this when its own time limit is over. The
 * server has no time limit, because it could drop a call that the client still waits for.
 */
export type Late = () => boolean;

/** The parts of a tool call besides its name and arguments. They have the same form in both eras of the protocol. */
export interface Exchange {
  meta?: CallMeta;
  late?: Late;
  /** Whether the client can show its person a form: it declares the capability `elicitation` with forms. */
  forms: boolean;
  /** Whether the client reads tasks in the background. */
  tasks?: boolean;
  /**
   * The client's responses to the `inputRequests` of the previous answer, by their keys; for a form `{action, content}`.
   * Nobody has checked them.
   */
  responses?: Readonly<Record<string, unknown>>;
  /** The `requestState` of the previous answer. The client could have changed it. */
  state?: string;
}

/**
 * The answer of a tool. With `resultType: 'input_required'`, the client answers `inputRequests` and calls the tool again
 * with the same arguments, its `responses` and the `state`. In the old era, the protocol's library does the same with
 * requests to the client.
 */
export type ToolAnswer = CallToolResult | InputRequiredResult | TaskAnswer;

/** Returns the exchange of a request that the protocol's library has read. */
export function exchangeOf(
  { mcpReq }: Pick<ServerContext, 'mcpReq'>,
  { era, capabilities }: { era: ProtocolEra; capabilities: ClientCapabilities | undefined },
): Exchange {
  const { _meta: meta, inputResponses: responses, envelope } = mcpReq;
  const declared = era === 'modern' ? capabilitiesIn(envelope) : undefined;
  return {
    ...(readsTasks(declared) ? { tasks: true } : {}),
    ...present({ meta, responses, state: mcpReq.requestState<string>() }),
    forms: showsForms(declared ?? (era === 'modern' ? undefined : capabilities)),
  };
}

/** Returns the capabilities that a request of the modern era declares. */
export function capabilitiesIn(envelope: CallMeta): ClientCapabilities | undefined {
  return envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
}

/** Checks whether a client can show forms. A client that names no kind of elicitation has forms. */
export function showsForms(capabilities: ClientCapabilities | undefined): boolean {
  const { elicitation } = capabilities ?? {};
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

type Fields = Readonly<Record<string, unknown>>;

/** The first version of the protocol without a handshake. Each of its requests names the version in `_meta`. */
const MODERN_VERSION = '2026-07-28';

/**
 * Returns the connection's era after a message: `legacy` after `initialize`, and `modern` after the first request that
 * names a modern version. `server/discover` only asks for the versions, so a client can still initialize after it.
 */
export function eraAfter(era: ProtocolEra | undefined, message: unknown): ProtocolEra | undefined {
  if (era === 'modern' || !isObject(message)) return era;
  const claims = claimedVersion(message) !== undefined;
  if (message.method === 'initialize' && !claims) return 'legacy';
  const decides = claims && message.method !== 'server/discover' && 'id' in message;
  return era === undefined && decides ? 'modern' : era;
}

/** Returns the version that a message names in its `_meta`, as every message of the modern era does. */
export function claimedVersion(message: unknown): unknown {
  return metaOf(message)?.[PROTOCOL_VERSION_META_KEY];
}

/** Checks whether metadata have all that a request of the modern era needs. */
export function isEnvelope(meta: Fields | undefined): boolean {
  return meta?.[PROTOCOL_VERSION_META_KEY] === MODERN_VERSION && isObject(meta[CLIENT_CAPABILITIES_META_KEY]);
}

function metaOf(message: unknown): Fields | undefined {
  const meta = isObject(message) && isObject(message.params) ? message.params._meta : undefined;
  return isObject(meta) ? meta : undefined;
}
