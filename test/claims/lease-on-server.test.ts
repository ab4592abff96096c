import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideClaim, leaseState, newLease, renewals } from '../../src/claims/index.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import type { Claim } from '../../src/domain/records.ts';
import { claim, ELSEWHERE, NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const silent = (ms: number, now = NOW) => ({ now, alive: () => undefined, processesOf: () => [], silentFor: () => ms });

describe('a lease in a queue that machines share', () => {
  const theirs = (minutes: number) => claim('s', ['src'], { minutes, renewer: ELSEWHERE });

  test.each([-5 * HOUR, -LEASE_MS, 0, LEASE_MS, 5 * HOUR, 400 * 24 * HOUR])(
    'with a clock that differs by %d ms, only the time without a renewal counts',
    (skew) => {
      const minutes = skew / 60_000;
      expect(leaseState(theirs(minutes), silent(0))).toBe('held');
      expect(leaseState(theirs(minutes), silent(2 * LEASE_MS - 1))).toBe('held');
      expect(leaseState(theirs(minutes), silent(2 * LEASE_MS))).toBe('expired');
    },
  );

  test('an end that a person chose is a date', () => {
    expect(leaseState({ ...theirs(5), lasts: 'term' }, silent(HOUR))).toBe('held');
    expect(leaseState({ ...theirs(-5), lasts: 'term' }, silent(0))).toBe('expired');
  });

  test('a renewal differs from the lease before it even while the time of the log stands still', () => {
    const first = newLease(NOW, undefined);
    const second = newLease(NOW, first);
    expect(second).toEqual({ expires: first.expires, beat: 1 });
    expect(newLease(NOW, second)).toEqual({ expires: first.expires, beat: 2 });
    expect(newLease(NOW + 1_000, second)).not.toHaveProperty('beat');
  });
});

/** A machine with a clock of its own, and what it saw of the claims. */
interface Machine {
  skew: number;
  seen: Map<string, { form: string; at: number }>;
}

type Step = { machine: number; minutes: number; does: 'renew' | 'claim' | 'sleep' };

test('machines with clocks hours apart never hold the same file, and a dead one is replaced', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -6 * HOUR, max: 6 * HOUR }), { minLength: 3, maxLength: 3 }),
      fc.array(
        fc.record({
          machine: fc.nat(2),
          minutes: fc.nat(9),
          does: fc.constantFrom<Step['does']>('renew', 'claim', 'sleep'),
        }),
        { maxLength: 60 },
      ),
      (skews, steps) => {
        const machines = skews.map((skew): Machine => ({ skew, seen: new Map() }));
        let [time, logTime] = [NOW, 0];
        let held: Claim | undefined;
        let renewedAt = 0;
        const silentOn = (machine: Machine) => (one: Pick<Claim, 'id' | 'expires' | 'beat'>) => {
          const form = `${one.expires} ${one.beat}`;
          const known = machine.seen.get(one.id);
          if (known?.form === form) return time - known.at;
          machine.seen.set(one.id, { form, at: time });
          return 0;
        };
        const claims = (n: number): boolean => {
          const machine = machines[n]!;
          logTime = Math.max(logTime, time + machine.skew);
          const around = { now: logTime, alive: () => undefined, processesOf: () => [], silentFor: silentOn(machine) };
          const decision = decideClaim({
            held: held ? [held] : [],
            request: { holder: `s${n}`, scope: [{ glob: 'src' }], named: true },
            caseInsensitive: () => false,
            ...around,
          });
          if (!decision.grant) return false;
          if (held && held.holder !== `s${n}`) expect(time - renewedAt).toBeGreaterThanOrEqual(2 * LEASE_MS);
          held = {
            ...claim(`s${n}`, ['src']),
            id: decision.replaces?.id ?? `${n} ${time}`,
            ...newLease(logTime, decision.replaces),
            renewer: ELSEWHERE,
          };
          renewedAt = time;
          return true;
        };
        for (const { machine: n, minutes, does } of steps) {
          time += minutes * 60_000;
          if (does === 'claim') claims(n);
          if (does !== 'renew' || held?.holder !== `s${n}`) continue;
          logTime = Math.max(logTime, time + machines[n]!.skew);
          const due = renewals([held], () => true, { now: logTime, silentFor: silentOn(machines[n]!) });
          if (due.length > 0) {
            held = { ...held, ...newLease(logTime, held) };
            renewedAt = time;
          }
        }
        // The holder dies. Another machine looks once, and again after lease and grace.
        const other = held?.holder === 's0' ? 1 : 0;
        if (claims(other)) return;
        time += 2 * LEASE_MS;
        expect(claims(other)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
