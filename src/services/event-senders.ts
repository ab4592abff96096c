import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject } from '../base/is-object.ts';

/** How a service tells a server that something changed there. What it says is only a reason to read. */
export interface EventSender {
  title: string;
  /** The variable with the secret that the service and the server share. */
  secret: string;
  /** The header with the HMAC of the body, as `sha256=` and hexadecimal digits. */
  signature: string;
  /** The field with the JSON, if the service can send events as a form. */
  field?: string;
  /** Returns the name and the identity of the list that an event is about; undefined for an event about none. */
  listOf(event: Readonly<Record<string, unknown>>): { list: string; node?: string } | undefined;
}

const text = (value: unknown) => (typeof value === 'string' && value.length <= 300 ? value : undefined);

export const EVENT_SENDERS: Readonly<Record<'github' | 'jira', EventSender>> = {
  github: {
    title: 'GitHub',
    secret: 'GITHUB_WEBHOOK_SECRET',
    signature: 'x-hub-signature-256',
    field: 'payload',
    listOf({ repository }) {
      const [list, node] = isObject(repository) ? [text(repository.full_name), text(repository.node_id)] : [];
      return list === undefined ? undefined : { list, ...(node === undefined ? {} : { node }) };
    },
  },
  jira: {
    title: 'Jira',
    secret: 'JIRA_WEBHOOK_SECRET',
    signature: 'x-hub-signature',
    listOf({ issue }) {
      const [key, self] = isObject(issue) ? [text(issue.key), text(issue.self)] : [];
      const project = /^([A-Z][A-Z0-9_]*)-\d+$/.exec(key ?? '')?.[1];
      if (project === undefined || self === undefined || !URL.canParse(self)) return undefined;
      return { list: `${new URL(self).host}/${project}` };
    },
  },
};

/** Least length of a secret, in characters. A shorter one could be guessed. */
export const SHORTEST_SECRET = 16;

/** Checks whether the sender of a body knows the secret, in a time that tells nothing about it. */
export function isSigned(body: string, signature: string | undefined, secret: string): boolean {
  const [, digits] = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '') ?? [];
  if (digits === undefined) return false;
  const own = createHmac('sha256', secret).update(body, 'utf8').digest();
  return timingSafeEqual(own, Buffer.from(digits, 'hex'));
}
