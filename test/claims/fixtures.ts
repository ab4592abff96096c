import type { ProcessId } from '../../src/base/process-id.ts';
import { type LeaseContext, parseScope } from '../../src/claims/index.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import type { Claim } from '../../src/domain/records.ts';

/** The moment at which every table of decisions is judged. */
export const NOW = Date.parse('2026-07-30T14:30:00Z');

/** Processes `here` whose pid is below 100 live, from 100 on they are dead. Pid 0 and other hosts can't be checked. */
export const surroundings: LeaseContext = {
  now: NOW,
  alive: ({ host, pid }) => (host !== 'here' || pid === 0 ? undefined : pid < 100),
  processesOf: () => [],
};

export function processOf(host: string, pid: number): ProcessId {
  return { host, boot: 'b', pid, start: '1' };
}

export const LIVE = processOf('here', 1);
export const DEAD = processOf('here', 100);
export const UNKNOWN = processOf('here', 0);
export const ELSEWHERE = processOf('there', 1);

/** A claim whose lease ends so many minutes from now. */
export function claim(
  holder: string,
  scope: readonly string[],
  more: Partial<Claim> & { minutes?: number } = {},
): Claim {
  const { minutes = 8, ...fields } = more;
  const expires = NOW + minutes * 60_000;
  return {
    id: `${holder} ${scope.join(' ')}`.trim(),
    holder,
    scope: parseScope(scope),
    since: toInstant(expires - LEASE_MS),
    expires: toInstant(expires),
    fence: 7,
    ...fields,
  };
}
