import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { present } from '../../../base/present.ts';
import { refuse } from '../../../domain/errors.ts';
import { type ProxyAsked, type TrustedProxy, trustedProxyOf } from './trusted-proxy.ts';

/** The address that the command line requests for the board. */
export interface ReachAsked {
  /** The address to listen at. */
  host?: string | undefined;
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
  /** Origin of a TLS proxy that forwards all requests: `https://board.example`. */
  behindProxy?: string | undefined;
  /** How this proxy names the people that it logged in. */
  proxy?: ProxyAsked | undefined;
}

/** The address at which the board listens, and the origins that browsers may call from. */
export interface Reach {
  address: string;
  tls?: { cert: Buffer; key: Buffer };
  /** The proxy whose header names people. */
  proxy?: TrustedProxy;
  /** Returns the board's origins at that port. Links use the first one. */
  origins(port: number): readonly string[];
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const ANY = ['0.0.0.0', '::'];

/**
 * Checks the requested address. An address outside of the loopback needs TLS, by the board or by a named proxy.
 * Otherwise, others in the network could read cookies and keys.
 * @throws BacklogError `usage`
 */
export function reachOf({ host = '127.0.0.1', tlsCert, tlsKey, behindProxy, proxy: named = {} }: ReachAsked): Reach {
  const tls = tlsOf(tlsCert, tlsKey);
  const trusted = trustedProxyOf(named, behindProxy);
  const proxy = behindProxy === undefined ? [] : [proxyOrigin(behindProxy)];
  if (isIP(host) === 0 && host !== 'localhost')
    refuse('usage', `--host: expected an address of this machine, such as 192.168.1.5 or 0.0.0.0, received "${host}"`);
  if (!isLoopback(host) && !tls && proxy.length === 0)
    refuse('usage', `--host ${host}: without TLS, others in the network could read the traffic and log in`, {
      hint: 'Add --tls-cert FILE and --tls-key FILE, or name the proxy that does TLS: --behind-proxy https://board.example.',
    });
  const names = [
    ...(tls ? namesIn(tls.cert) : []),
    ...(isLoopback(host) || ANY.includes(host) ? [] : [spelled(host)]),
    ...LOOPBACK,
  ];
  const scheme = tls ? 'https' : 'http';
  return {
    address: host === 'localhost' ? '127.0.0.1' : host,
    ...present({ tls, proxy: trusted }),
    // Callers of a board behind a proxy use the proxy's name or the loopback.
    origins: (port) => [
      ...proxy,
      ...(tls ? names : LOOPBACK).map((name) => new URL(`${scheme}://${name}:${port}`).origin),
    ],
  };
}

/** Returns a sum by which two starts compare their certificates. */
export function certificateSum({ cert }: NonNullable<Reach['tls']>): string {
  return createHash('sha256').update(cert).digest('hex');
}

function tlsOf(cert: string | undefined, key: string | undefined): Reach['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    return refuse('usage', 'expected a certificate and its key, received only one of them', {
      hint: 'Give --tls-cert FILE and --tls-key FILE.',
    });
  const [certificate, secret] = [textOf('--tls-cert', cert), textOf('--tls-key', key)];
  try {
    new X509Certificate(certificate);
  } catch (cause) {
    refuse('usage', `--tls-cert: ${cert} is not a certificate in PEM format`, { cause });
  }
  return { cert: certificate, key: secret };
}

function textOf(flag: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    return refuse('usage', `${flag}: can't read ${file}: ${(cause as Error).message}`, { cause });
  }
}

function proxyOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && url.href === `${url.origin}/`) return url.origin;
  return refuse('usage', `--behind-proxy: expected an address such as https://board.example, received "${text}"`);
}

/** Returns the names in a certificate, without wildcards. */
function namesIn(cert: Buffer): string[] {
  const text = new X509Certificate(cert).subjectAltName ?? '';
  return text
    .split(', ')
    .flatMap((each) => /^(?:DNS|IP Address):(.+)$/.exec(each)?.[1] ?? [])
    .filter((name) => !name.includes('*'))
    .map(spelled);
}

function spelled(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** Checks whether others than this machine can reach the requested address, directly or through a proxy. */
export function leavesMachine({ host = '127.0.0.1', behindProxy }: ReachAsked): boolean {
  return !isLoopback(host) || behindProxy !== undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
