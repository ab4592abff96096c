import { holderLabel, type Surroundings, sessionOf } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Tx } from '../../store/index.ts';

/**
 * Who holds a claim, for the person at another terminal: no screen shows the id of a session. Sessions that hooks recorded are Claude Code's;
 * of the reader's own session, and of everybody else, the name is enough.
 */
export function whose(
  claim: Claim,
  reader: string,
  records: Pick<Tx, 'get'>,
  { now, localHost }: Surroundings,
): string {
  const root = sessionOf(claim.holder);
  const name = holderLabel(claim.holder);
  const session = root === reader ? undefined : records.get('session', root);
  if (!session) return name;
  const place = session.process?.host === localHost ? ' here' : '';
  const [, agent = '', id = ''] = /^(.* of )?(session .+)$/.exec(name) ?? [];
  return `${agent}another Claude Code session${place} (since ${clock(fromInstant(claim.since), now)}, ${id})`;
}

/** The time of day in the zone of this machine, with the date where it was another day. Loads no library: every edit asks. */
function clock(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
