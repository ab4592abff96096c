import type {
  CallToolResult,
  ClientCapabilities,
  InputRequiredResult,
  ProtocolEra,
  ServerContext,
} from '@modelcontextprotocol/server';
import { CLIENT_CAPABILITIES_META_KEY } from '@modelcontextprotocol/server';
import { present } from '../../../base/present.ts';

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
export type ToolAnswer = CallToolResult | InputRequiredResult;

/** Returns the exchange of a request that the protocol's library has read. */
export function exchangeOf(
  { mcpReq }: Pick<ServerContext, 'mcpReq'>,
  { era, capabilities }: { era: ProtocolEra; capabilities: ClientCapabilities | undefined },
): Exchange {
  const { _meta: meta, inputResponses: responses, envelope } = mcpReq;
  return {
    ...present({ meta, responses, state: mcpReq.requestState<string>() }),
    forms: showsForms(era === 'modern' ? capabilitiesIn(envelope) : capabilities),
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
