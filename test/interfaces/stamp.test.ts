import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNonceMemory, STAMP_MS, stampArguments, verifyStamp } from '../../src/interfaces/stamp.ts';

const secret = Buffer.alloc(32, 7);
const NOW = 1_800_000_000_000;
const caller = { session: 's', agent: 'a1', agentType: 'backlog:implementer' };
const args = { id: 12, tags: ['a', 'b'], nested: { b: 1, a: [{ y: null, x: 'ü' }] } };

const stamped = () => stampArguments(secret, 'task_done', args, caller, NOW, 'n1');
const verified = (given: Record<string, unknown>, { key = secret, tool = 'task_done', now = NOW } = {}) =>
  verifyStamp(key, tool, given, now, createNonceMemory());

test('a genuine stamp gives the caller and the arguments without it', () => {
  expect(verified(stamped())).toEqual({ args, caller });
});

test('the order of keys does not matter, as another program may write them anew', () => {
  const { _caller, ...rest } = stamped();
  const turned = { _caller, ...Object.fromEntries(Object.entries(rest).reverse()) };
  expect(verified(turned).caller).toEqual(caller);
});

describe('a stamp is ignored', () => {
  const forged = (change: object) => ({ ...stamped(), _caller: { ...(stamped()._caller as object), ...change } });
  const cases: [string, () => { caller?: unknown }][] = [
    ['when an argument was changed', () => verified({ ...stamped(), id: 13 })],
    ['when an argument was added', () => verified({ ...stamped(), force: true })],
    ['when an argument was taken away', () => verified({ ...stamped(), tags: undefined })],
    ['when it was made for another tool', () => verified(stamped(), { tool: 'task_delete' })],
    ['when it was made with another secret', () => verified(stamped(), { key: Buffer.alloc(32, 8) })],
    ['when it names another agent than it was made for', () => verified(forged({ agent: 'a2' }))],
    ['when it leaves the agent out', () => verified(forged({ agent: undefined }))],
    ['when it claims another time', () => verified(forged({ at: NOW + 1 }))],
    ['when it is older than the limit', () => verified(stamped(), { now: NOW + STAMP_MS + 1 })],
    ['when it is from the future', () => verified(stamped(), { now: NOW - 3_600_000 })],
    ['when its code is cut short', () => verified(forged({ mac: 'ab' }))],
    ['when it is no object', () => verified({ ...args, _caller: 'me' })],
    ['when its fields have other types', () => verified(forged({ session: ['s'] }))],
  ];
  test.each(cases)('%s', (_, result) => {
    expect(result().caller).toBeUndefined();
  });
});

test('an ignored stamp is dropped from the arguments all the same', () => {
  expect(verified({ ...args, _caller: { session: 'forged', at: NOW, nonce: 'x', mac: '00' } })).toEqual({ args });
});

test('a stamp counts once, until it would be too old anyway', () => {
  const seen = createNonceMemory();
  expect(verifyStamp(secret, 'task_done', stamped(), NOW, seen).caller).toEqual(caller);
  expect(verifyStamp(secret, 'task_done', stamped(), NOW + 5, seen).caller).toBeUndefined();
});

test('what the model wrote into the field is replaced', () => {
  const own = { ...args, _caller: { session: 'somebody else' } };
  expect(verified(stampArguments(secret, 'task_done', own, caller, NOW, 'n2'))).toEqual({ args, caller });
});

test('any arguments survive, whatever their keys, and no other arguments pass in their place', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (given, extra) => {
      const { _caller, ...plain } = given;
      const made = JSON.parse(JSON.stringify(stampArguments(secret, 't', plain, { session: 's' }, NOW, 'n')));
      const back = verified(made, { tool: 't' });
      expect(back.caller).toEqual({ session: 's' });
      expect(back.args).toEqual(JSON.parse(JSON.stringify(plain)));
      expect(verified({ ...made, '\u0000added': extra }, { tool: 't' }).caller).toBeUndefined();
    }),
  );
});
