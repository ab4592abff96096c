import { isIP } from 'node:net';
import { clip } from '../../base/clip.ts';
import { refuse } from '../../domain/errors.ts';

/** Maximum length of an address, in characters. */
const LONGEST = 2_000;

/** A line that adds a webhook. */
export const WEBHOOK_LINE = '`backlog webhook add chat https://example.com/hook --secret-env HOOK_SECRET`';

/**
 * Reads the address of a webhook: https, or http on this machine, without a name or password in it. Whether a name leads
 * to a network of this machine is checked at each delivery, because names change.
 * @throws BacklogError `invalid`
 */
export function checkedAddress(text: string): string {
  const wrong = (why: string): never =>
    refuse('invalid', `can't use this address: ${why}`, { hint: `For example: ${WEBHOOK_LINE}` });
  if (text.length > LONGEST) wrong(`it has more than ${LONGEST} characters`);
  if (!URL.canParse(text)) wrong(`expected an address such as https://example.com/hook, and got "${clip(text, 60)}"`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    wrong(`expected https://, and got ${clip(url.protocol, 20)}//`);
  if (url.username !== '' || url.password !== '')
    wrong('it has a user name or password; leave them out, because the HMAC shows the sender');
  if (url.hash !== '') wrong('it has a part after #, which no server gets; leave it out');
  if (url.protocol === 'http:' && !isLoopback(url))
    wrong(`${url.hostname} is another machine, and http:// doesn't protect what is sent; use https://`);
  return url.href;
}

/** Checks whether an address names this machine by its own words. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}

/** Shows an address without its path and query, which are often secret. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return 'an unreadable address';
  const url = new URL(address);
  return `${url.origin}${url.pathname === '/' && url.search === '' ? '' : '/…'}`;
}
