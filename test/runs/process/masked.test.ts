import fc from 'fast-check';
import { expect, test } from 'vitest';
import { masked, masker, secretsOf } from '../../../src/runs/process/masked.ts';

test('secrets are the values of the named variables, line by line, and as JSON spells them', () => {
  const env = {
    A_KEY: 'sk-ant-123456',
    SHORT: 'abc',
    PEM: 'first line of it\nsecond line',
    ODD: 'with"quote\\s',
    OTHER: 'not a secret',
  };
  expect(secretsOf(env, ['A_KEY', 'SHORT', 'PEM', 'ODD', 'NONE']).sort()).toEqual(
    ['first line of it', 'second line', 'sk-ant-123456', 'with"quote\\s', 'with\\"quote\\\\s'].sort(),
  );
});

test('a short secret is masked beside a key of many long lines', () => {
  const key = Array.from({ length: 120 }, (_, n) => `${n}`.padStart(64, 'k')).join('\n');
  const secrets = secretsOf({ KEY: key, TOKEN: 'token-12345' }, ['KEY', 'TOKEN']);
  expect(masked(`${key} token-12345`, secrets)).not.toMatch(/k{9}|token/);
  expect(masker(secrets).push('token-12345.')).toBe('[secret].');
});

test('of two secrets, one in the other, nothing is left', () => {
  const secrets = secretsOf({ A: 'abcdefgh', B: 'abcdefghijkl' }, ['A', 'B']);
  expect(masked('1 abcdefgh 2 abcdefghijkl 3', secrets)).toBe('1 [secret] 2 [secret] 3');
  const clear = masker(secrets);
  expect(clear.push('abcdefgh') + clear.push('ijkl.') + clear.end()).toBe('[secret].');
});

test('in pieces, however they are cut, the same is masked as in one', () => {
  const secret = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 8, maxLength: 10 });
  const part = fc.oneof(secret, fc.string({ unit: fc.constantFrom('a', 'b', '.') }));
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 2 }),
      fc.array(part),
      fc.array(fc.nat(9)),
      (secrets, parts, cuts) => {
        const text = [...parts, ...secrets].join('');
        const clear = masker(secrets);
        let rest = text;
        let out = '';
        for (const cut of cuts) {
          out += clear.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        out += clear.push(rest) + clear.end();
        for (const one of secrets) expect(out).not.toContain(one);
        if (secrets.length === 1) expect(out).toBe(masked(text, secrets));
      },
    ),
  );
});
