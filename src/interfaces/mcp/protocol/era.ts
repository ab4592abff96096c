import type { ProtocolEra } from '@modelcontextprotocol/server';
import { CLIENT_CAPABILITIES_META_KEY, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { isObject } from '../../../base/is-object.ts';

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

export function metaOf(message: unknown): Fields | undefined {
  const meta = isObject(message) && isObject(message.params) ? message.params._meta : undefined;
  return isObject(meta) ? meta : undefined;
}
