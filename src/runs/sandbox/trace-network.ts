import { isAbsolute, join, normalize } from 'node:path';
import { bytesOf, type TracedCall, writtenText } from './trace-calls.ts';
import { isInTemporary, type ObservedPlaces, outsideName } from './trace-names.ts';

/** Where a socket leads: to a host and a port, or to a path, which starts with `@` without a file. */
type Address = { host: string; port: number } | { path: string };

/** A text, or an address. A text can imitate an address, and is left out. */
const PARTS = /"(?:[^"\\]|\\.)*"|\{sa_family=AF_(\w+)((?:"(?:[^"\\]|\\.)*"|[^"}])*)\}/g;

/** Returns the addresses in the arguments of a call. Families without a host or a path have none. */
function addressesIn(args: string): Address[] {
  return Array.from(args.matchAll(PARTS)).flatMap(([, family, rest = '']): Address[] => {
    const port = Number(/sin6?_port=htons\((\d+)\)/.exec(rest)?.[1] ?? 0);
    if (family === 'INET') return [{ host: /inet_addr\("([^"]*)"\)/.exec(rest)?.[1] ?? '?', port }];
    if (family === 'INET6') return [{ host: `[${/inet_pton\(AF_INET6, "([^"]*)"/.exec(rest)?.[1] ?? '?'}]`, port }];
    const path = /sun_path=(@?)"((?:[^"\\]|\\.)*)"/.exec(rest);
    return family === 'UNIX' && path ? [{ path: `${path[1]}${writtenText(path[2]!)}` }] : [];
  });
}

/** Names the socket of a call, which has one name in all processes. */
const socketOf = ({ args }: Pick<TracedCall, 'args'>): string => /^\d+<(socket:\[\d+\])>/.exec(args)?.[1] ?? '';

/** Maximum number of characters of a name. */
const NAME = 100;

/** Returns the names in what is sent to a server for names (RFC 1035, section 4.1): `evil.example (DNS)`. */
function namesAsked(args: string): string[] {
  return Array.from(args.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, text = '']) => text).flatMap((text) => {
    const bytes = bytesOf(text);
    const isQuestion =
      bytes.length > 16 && (bytes[2]! & 0xf8) === 0 && bytes.readUInt16BE(4) === 1 && bytes.readUInt16BE(6) === 0;
    const labels: string[] = [];
    let at = 12;
    for (let length = bytes[at] ?? 0; isQuestion && length > 0 && length < 64; length = bytes[at] ?? 0) {
      labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    return labels.length > 0 ? [`${labels.join('.').slice(0, NAME)} (DNS)`] : [];
  });
}

/** The resolver that a sandbox without the machine's network has. */
const OWN_RESOLVER = '127.0.0.1:53';

const LOOPBACK = /^(?:127\.|\[::1\]|\[::ffff:127\.|0\.0\.0\.0$|\[::\]$)/;
/** The lowest port that the system gives to a socket that names none. */
const EPHEMERAL = 32_768;

/** Sockets of the system's name service, which most programs look for. */
const QUIET_SOCKETS = /^\/(?:var\/)?run\/(?:nscd|systemd\/(?:userdb|resolve)|backlog)\//;

/** Results of connect(2) to a socket that exists. */
const CONNECTED = /^0|EINPROGRESS|EAGAIN/;

/** Collects where programs connect, other than to their own sockets. */
export function newNetwork() {
  const ports = new Set<number>();
  const paths = new Set<string>();
  const names = new Set<string>();
  const far = new Map<string, { host: string; port: number; sends: boolean }>();
  const files = new Set<string>();
  const [asking, asked] = [new Set<string>(), new Set<string>()];
  const pathOf = ({ path }: { path: string }, cwd: string) =>
    path.startsWith('@') ? path : isAbsolute(path) ? normalize(path) : join(cwd, path);
  const addFar = (address: Address, call: TracedCall, places: ObservedPlaces): void => {
    if ('path' in address) {
      const path = pathOf(address, call.cwd);
      const isQuiet =
        QUIET_SOCKETS.test(path) ||
        (isAbsolute(path) && outsideName(path, false, places) === undefined && !isElsewhere(path, call, places));
      if (!isQuiet) files.add(path);
    } else if (`${address.host}:${address.port}` === OWN_RESOLVER && isDatagram(call)) asking.add(socketOf(call));
    else far.set(`${address.host}:${address.port}`, { ...address, sends: call.name.startsWith('send') });
  };
  return {
    add(call: TracedCall, places: ObservedPlaces): void {
      const addresses = addressesIn(call.args);
      const isOwn = call.name === 'bind' || call.name === 'getsockname';
      for (const one of addresses) {
        if (!isOwn) addFar(one, call, places);
        else if ('path' in one) paths.add(pathOf(one, call.cwd));
        else if (!places.forwards.includes(one.port)) ports.add(one.port);
      }
      if (!call.name.startsWith('send')) return;
      const found = namesAsked(call.args);
      if (found.length > 0) asked.add(socketOf(call));
      for (const name of found) names.add(name);
    },
    reached(): string[] {
      const isOwn = ({ host, port, sends }: { host: string; port: number; sends: boolean }) =>
        // A program finds out by a datagram to port 0 which address it has; nothing is sent.
        port === 0 || (LOOPBACK.test(host) && (ports.has(port) || (sends && ports.has(0) && port >= EPHEMERAL)));
      const others = [...far].flatMap(([name, one]) => (isOwn(one) ? [] : [name]));
      const isSilent = [...asking].some((socket) => !asked.has(socket));
      return [
        ...others,
        ...[...files].filter((path) => !paths.has(path)),
        ...names,
        // What it sent there was no question for a name, or nobody saw it.
        ...(isSilent ? [OWN_RESOLVER] : []),
      ];
    },
  };
}

/** A connection with TCP to a port that nobody serves is refused, or not ready at once. */
const isDatagram = ({ name, result }: TracedCall): boolean => name !== 'connect' || result.startsWith('0');

/** Checks whether a socket in a folder for temporary files is missing inside: the person can have one there. */
const isElsewhere = (path: string, { result }: TracedCall, places: ObservedPlaces): boolean =>
  isInTemporary(path, places) && !CONNECTED.test(result);
