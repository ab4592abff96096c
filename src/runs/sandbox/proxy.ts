import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, createServer as createPlain, type LookupFunction, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { farLookup, NearAddress } from '../process/near-address.ts';

/** Maximum number of connections at once. */
const CONNECTIONS = 256;

/** Ports that a domain without a port allows. */
const USUAL_PORTS = [80, 443];

/**
 * Checks whether a contained program may connect to a host. A domain counts with its own name only; `*.domain` counts
 * for names below it. Addresses in numbers never count, because a domain's rule says nothing about them. Pure.
 */
export function mayConnect(domains: readonly string[], host: string, port: number): boolean {
  if (port < 1 || port > 65_535) return false;
  const name = host.toLowerCase().replace(/\.$/, '');
  if (!/^[a-z0-9.-]+$/.test(name) || /^[\d.]+$/.test(name)) return false;
  return domains.some((rule) => {
    const [domain = '', wanted] = rule.toLowerCase().split(':');
    const fits = domain.startsWith('*.') ? name.endsWith(domain.slice(1)) : name === domain;
    return fits && (wanted === undefined ? USUAL_PORTS.includes(port) : Number(wanted) === port);
  });
}

interface ProxyOptions {
  /** Receives `host:port` of each connection that a program asked for. */
  told?(target: string): void;
  /** Finds the addresses of a name, and fails with {@link NearAddress} for one that no program may reach. */
  lookup?: LookupFunction;
}

/**
 * Starts a proxy (CONNECT, and plain HTTP) on a socket. It passes on connections to the domains and refuses others.
 * @param denied receives `host:port` of each refused connection
 */
export function startProxy(
  socket: string,
  domains: readonly string[],
  denied: (target: string) => void,
  { told = () => {}, lookup = farLookup }: ProxyOptions = {},
): Promise<Server> {
  const open = new Set<Duplex>();
  const track = <T extends Duplex>(stream: T): T => {
    open.add(stream);
    stream.once('close', () => open.delete(stream)).on('error', () => stream.destroy());
    return stream;
  };
  const server = createServer((asked, answer) => {
    told(hostIn(asked));
    passOn(asked, answer, { domains, denied, track, lookup });
  });
  server.maxConnections = CONNECTIONS;
  server.on('connection', track);
  server.on('connect', (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    told(asked.url ?? '');
    const [, host = '', port = ''] = /^([^:\s]+):(\d{1,5})$/.exec(asked.url ?? '') ?? [];
    if (!mayConnect(domains, host, Number(port))) {
      denied(asked.url ?? '');
      client.end('HTTP/1.1 403 Forbidden\r\nX-Backlog: not in runs.network\r\n\r\n');
      return;
    }
    const far = track(connect({ port: Number(port), host, lookup }));
    far.once('connect', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    far.once('error', (error) => {
      if (!(error instanceof NearAddress)) return;
      denied(asked.url ?? '');
      client.end('HTTP/1.1 403 Forbidden\r\nX-Backlog: an address of this machine or its network\r\n\r\n');
    });
    if (head.length > 0) far.write(head);
    joined(client, far);
  });
  server.on('clientError', (_, client) => client.destroy());
  return listening(server, socket, open);
}

/** Names the host and port of a request without a tunnel. */
function hostIn({ url = '' }: IncomingMessage): string {
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: 'a request without a host', port: '' };
  return `${hostname}:${port || 80}`;
}

function passOn(
  asked: IncomingMessage,
  answer: ServerResponse,
  {
    domains,
    denied,
    track,
    lookup,
  }: {
    domains: readonly string[];
    denied: (target: string) => void;
    track: <T extends Duplex>(s: T) => T;
    lookup: LookupFunction;
  },
): void {
  const url = URL.canParse(asked.url ?? '') ? new URL(asked.url!) : undefined;
  const port = Number(url?.port || 80);
  if (url?.protocol !== 'http:' || !mayConnect(domains, url.hostname, port)) {
    denied(url ? `${url.hostname}:${port}` : 'a request without a host');
    answer.writeHead(403, { 'X-Backlog': 'not in runs.network' }).end('Not in the setting runs.network.\n');
    return;
  }
  const headers = { ...passed(asked.headers), host: url.host };
  const far = request(url, { method: asked.method, headers, lookup }, (back) => {
    const { statusCode = 0 } = back;
    // A server can send any three digits. Node throws for those that are no status, which would end the run.
    if (statusCode < 200) {
      back.destroy();
      answer.writeHead(502).end();
      return;
    }
    answer.writeHead(statusCode, passed(back.headers));
    back.pipe(answer);
  });
  far.on('socket', (stream: Socket) => track(stream));
  far.on('error', (error) => {
    const isNear = error instanceof NearAddress;
    if (isNear) denied(`${url.hostname}:${port}`);
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(isNear ? 403 : 502).end();
  });
  // A server that changes to another protocol, unasked, ends the request without an error.
  far.once('close', () => answer.headersSent || answer.writeHead(502).end());
  asked.pipe(far);
}

/**
 * Headers about one connection, which a proxy does not pass on (RFC 9110, section 7.6.1). Node throws for a `Trailer` whose
 * body is not sent in chunks, which would end the run.
 */
const OF_CONNECTION = new Set(
  'connection keep-alive proxy-authorization proxy-connection te trailer upgrade'.split(' '),
);

function passed(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name)));
}

/**
 * Passes each connection of a socket on to a port of this machine.
 * @param told called when a program sends something. A try whether the port is ready sends nothing.
 */
export function startRelay(socket: string, port: number, told: () => void = () => {}): Promise<Server> {
  const open = new Set<Duplex>();
  const server = createPlain((client) => {
    client.once('data', told);
    const far = connect(port, '127.0.0.1');
    for (const one of [client, far]) {
      open.add(one);
      one.once('close', () => open.delete(one));
    }
    joined(client, far);
  });
  server.maxConnections = CONNECTIONS;
  return listening(server, socket, open);
}

function joined(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
}

/** Listens, and lets `close` end the open connections, too. */
function listening(server: Server, socket: string, open: ReadonlySet<Duplex>): Promise<Server> {
  const close = server.close.bind(server);
  server.close = (done) => {
    const closed = close(done);
    for (const stream of open) stream.destroy();
    return closed;
  };
  return new Promise((done, fail) => {
    server.once('error', fail).listen(socket, () => done(server));
  });
}
