import { isObject } from '../../base/is-object.ts';
import { BROKER_LIMITS } from '../../domain/runs/sandbox.ts';

/** What the broker does with a line of a contained agent. */
export type Passage =
  | { to: 'server'; line: string }
  | { to: 'agent'; line: string }
  | { to: 'nobody' }
  /** The connection ends. */
  | { to: 'end'; why: string };

/** The requests and notifications of MCP that reach the queue's server. Answers to its own requests don't. */
const METHODS: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'ping',
  'notifications/initialized',
  'notifications/cancelled',
  'tools/list',
  'tools/call',
]);

/** The tool that hooks of the client call. Its arguments name sessions, so a contained agent could name those of others. */
const HOOK_TOOL = 'hook';

/**
 * Decides about one line of a contained agent. Only requests for the tools of a run pass. The client's capabilities
 * don't, so that the server asks the agent nothing: neither for folders nor for a person's answer. Pure.
 * @param tools names of the tools that the run may call
 */
export function passageOf(line: string, tools: ReadonlySet<string>): Passage {
  if (Buffer.byteLength(line) > BROKER_LIMITS.line) return { to: 'end', why: 'a line is too long' };
  const message = parsed(line);
  if (message === undefined) return { to: 'end', why: 'a line is no JSON object' };
  const { id, method, params } = message;
  if (typeof method !== 'string') return { to: 'nobody' };
  if (!METHODS.has(method)) return refusal(id, `${method.slice(0, 60)} is not available in a sandbox`);
  const fields = isObject(params) ? params : {};
  if (method === 'tools/call') {
    if (fields.name === HOOK_TOOL) return answer(id, { content: [{ type: 'text', text: '{}' }] });
    if (typeof fields.name !== 'string' || !tools.has(fields.name))
      return answer(id, { isError: true, content: [{ type: 'text', text: notATool(fields.name, tools) }] });
  }
  const { _meta: __, ...others } = method === 'tools/call' ? callOnly(fields) : fields;
  const meta = safeMeta(fields._meta);
  return {
    to: 'server',
    line: JSON.stringify({
      jsonrpc: '2.0',
      ...(id === undefined ? {} : { id }),
      method,
      params: {
        ...others,
        ...(method === 'initialize' ? { capabilities: {} } : {}),
        ...(meta === undefined ? {} : { _meta: meta }),
      },
    }),
  };
}

/** A call has a name and arguments. Further fields would carry a person's answers to forms. */
function callOnly({ name, arguments: given, _meta }: Record<string, unknown>): Record<string, unknown> {
  return { name, arguments: isObject(given) ? given : {}, _meta };
}

/** Metadata names threads and call ids, by which the server finds callers. Only the protocol's own keys pass. */
function safeMeta(meta: unknown): Record<string, unknown> | undefined {
  if (!isObject(meta)) return undefined;
  const own = Object.entries(meta).filter(
    ([key]) => key.startsWith('io.modelcontextprotocol/') || key === 'progressToken',
  );
  const capabilities = own.map(([key, value]) => (key.endsWith('/clientCapabilities') ? [key, {}] : [key, value]));
  return Object.fromEntries(capabilities);
}

function notATool(name: unknown, tools: ReadonlySet<string>): string {
  const said = typeof name === 'string' ? name.slice(0, 60) : 'no name';
  return `${JSON.stringify(said)} is not a tool of a contained run. Its tools: ${[...tools].join(', ')}`;
}

function refusal(id: unknown, message: string): Passage {
  return id === undefined ? { to: 'nobody' } : reply(id, { error: { code: -32601, message } });
}

function answer(id: unknown, result: unknown): Passage {
  return id === undefined ? { to: 'nobody' } : reply(id, { result });
}

function reply(id: unknown, body: Record<string, unknown>): Passage {
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  return { to: 'agent', line: JSON.stringify({ jsonrpc: '2.0', id: known, ...body }) };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
