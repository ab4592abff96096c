import { claimHolder, holderLabel, isNamesake, sessionOf } from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Claim } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import type { OtherHost } from '../processes/queue-machine.ts';

/** The records with the sessions, and the reader of the text, as a holder path. */
interface Reading {
  records: Pick<Tx, 'get'>;
  reader: string;
  now: number;
  otherHost: OtherHost;
  /** Whether the text has the time since which the holder has the claim, also for holders without a record. */
  since?: boolean;
}

/**
 * Returns the function that describes a claim's holder, for refusals of edits and of calls alike. A session id means
 * nothing to a person, so the text describes the session from its record. Only sessions of Claude Code have a record.
 * The function returns the name for the reader's own session and for holders without a record.
 */
export function holderWords({ records, reader, now, otherHost, since = false }: Reading): (claim: Claim) => string {
  return (claim) => {
    const root = sessionOf(claim.holder);
    const name = holderLabel(claim.holder);
    const session = root === sessionOf(reader) ? undefined : records.get('session', root);
    if (!session) {
      // Two machines can have one name, as copies of a virtual machine do.
      const holder = claimHolder(claim, { hostOf: ({ renewer }) => otherHost(renewer) });
      const said = isNamesake(claim.holder, reader) ? `${holder} (another machine of this name)` : holder;
      return since ? `${said}, since ${clock(fromInstant(claim.since), now)}` : said;
    }
    const { process } = session;
    const host = otherHost(process ?? undefined);
    const place = process && (host === undefined ? ' here' : ` on ${host}`);
    const [, agent = '', id = ''] = /^(.* of )?(session .+)$/.exec(name) ?? [];
    return `${agent}another Claude Code session${place ?? ''} (since ${clock(fromInstant(claim.since), now)}, ${id})`;
  };
}

/** Formats a time of day in the machine's time zone. Loads no library, because it runs before every edit. */
function clock(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
