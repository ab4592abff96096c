import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { isActorName } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { RIGHTS, type Right } from '../../../work/people/rights.ts';

/** What the command line says about a proxy that logs people in. */
export interface ProxyAsked {
  /** The header with the person's name. */
  header?: string | undefined;
  /** The file with the secret that the proxy sends. */
  secret?: string | undefined;
  /** The address from which the proxy connects. The default is the loopback. */
  from?: string | undefined;
  /** The rights of the people that the proxy names, separated by commas. The default is `read`. */
  rights?: string | undefined;
}

/** A proxy that logs people in, for example with OpenID Connect. */
export interface TrustedProxy {
  header: string;
  rights: readonly Right[];
  /**
   * Returns the person whom the proxy names. Undefined for a request that isn't the proxy's, and for one without a
   * usable name.
   */
  personOf(request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>): string | undefined;
}

/** The header with the shared secret. The proxy sets it on every request, and removes what a client sends. */
export const PROXY_SECRET = 'backlog-proxy-secret';

/** Minimum number of characters of the secret. */
const SHORTEST = 32;

/** Rights that a browser behind the proxy can have. `admin` would let a page define programs to execute. */
const OFFERED = RIGHTS.filter((right) => right !== 'admin');

/**
 * Reads the flags about the proxy.
 * @param behindProxy the origin of the proxy, which it needs
 * @throws BacklogError `usage`
 */
export function trustedProxyOf(
  { header, secret, from, rights }: ProxyAsked,
  behindProxy: string | undefined,
): TrustedProxy | undefined {
  if (header === undefined) {
    const alone = Object.entries({ '--proxy-secret': secret, '--proxy-from': from, '--proxy-rights': rights });
    const [flag] = alone.find(([, said]) => said !== undefined) ?? [];
    return flag === undefined ? undefined : refuse('usage', `${flag}: expected --trust-proxy-header, too`);
  }
  const name = header.toLowerCase();
  if (!/^[a-z0-9-]{1,64}$/.test(name) || TAKEN.includes(name))
    refuse('usage', `--trust-proxy-header: expected a header such as X-Forwarded-User, received "${header}"`);
  if (secret === undefined || behindProxy === undefined)
    return refuse(
      'usage',
      '--trust-proxy-header: without a secret, every program of this machine could name a person',
      {
        hint: `Add --proxy-secret FILE and --behind-proxy https://board.example. The proxy sends the file's text as ${PROXY_SECRET}.`,
      },
    );
  const sum = sumOf(secretIn(secret));
  const isProxy = addressCheck(from);
  return {
    header: name,
    rights: rightsIn(rights),
    personOf({ headersDistinct, socket }) {
      const [given, ...others] = headersDistinct[PROXY_SECRET] ?? [];
      if (given === undefined || others.length > 0 || !isProxy(socket.remoteAddress ?? '')) return undefined;
      if (!timingSafeEqual(sumOf(given), sum)) return undefined;
      const [person, ...more] = headersDistinct[name] ?? [];
      return person !== undefined && more.length === 0 && isActorName(person) ? person : undefined;
    },
  };
}

/** Headers with another meaning. */
const TAKEN = [PROXY_SECRET, 'authorization', 'cookie', 'host', 'origin', 'backlog-key', 'content-type', 'x-backlog'];

const sumOf = (text: string) => createHash('sha256').update(text).digest();

function secretIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    return refuse('usage', `--proxy-secret: can't read ${file}: ${(cause as Error).message}`, { cause });
  }
  if (text.length >= SHORTEST && /^[\x21-\x7e]+$/.test(text)) return text;
  return refuse('usage', `--proxy-secret: expected at least ${SHORTEST} letters and digits in ${file}`, {
    hint: `Make one: \`openssl rand -hex 32 > ${file}\``,
  });
}

/** Returns a check whether a connection comes from the proxy. */
function addressCheck(from: string | undefined): (address: string) => boolean {
  const all = new BlockList();
  const known = from === undefined ? ['127.0.0.1', '::1'] : [from];
  for (const address of known) {
    const family = isIP(address);
    if (family === 0) refuse('usage', `--proxy-from: expected an IP address, received "${from}"`);
    all.addAddress(address, family === 6 ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
    const family = isIP(plain);
    return family !== 0 && all.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
}

function rightsIn(text = 'read'): Right[] {
  const words = text.split(/[,\s]+/).filter(Boolean);
  const strange = words.find((word) => !OFFERED.some((right) => right === word));
  if (strange !== undefined || words.length === 0)
    refuse('usage', `--proxy-rights: expected some of ${OFFERED.join(', ')}, received "${text}"`);
  return RIGHTS.filter((right) => right === 'read' || words.includes(right));
}
