import { expect, test } from 'vitest';
import { decideEdit, type EditInput } from '../../src/claims/index.ts';
import type { Claim } from '../../src/domain/records.ts';
import { claim, ELSEWHERE, LIVE, surroundings } from './fixtures.ts';

function decide(held: readonly Claim[], holder: string, path: string, more: Partial<EditInput> = {}) {
  return decideEdit({ held, holder, files: [{ path }], outsideScope: 'warn', ...surroundings, ...more });
}

const src = ['src/**'];
const web = ['src/web'];
const family = [claim('s', src), claim('s/a', web)];

type Case = [name: string, held: Claim[], holder: string, path: string, expected: string, more?: Partial<EditInput>];

const cases: Case[] = [
  ['nobody holds anything', [], 's', 'src/a', 'allow'],
  ['inside the own scope', [claim('s', src)], 's', 'src/a', 'allow by s src/**'],
  ['outside of it', [claim('s', src)], 's', 'docs/a', 'warn outside-own-scope s src/**'],
  [
    'outside of it, denied',
    [claim('s', src)],
    's',
    'docs/a',
    'deny outside-own-scope s src/**',
    { outsideScope: 'deny' },
  ],
  [
    'outside of it, allowed',
    [claim('s', src)],
    's',
    'docs/a',
    'allow outside-own-scope s src/**',
    { outsideScope: 'allow' },
  ],
  [
    'outside of it, in a document that a run is asked about',
    [{ ...claim('s', src), also: [{ glob: 'docs/a.md' }] }],
    's',
    'docs/a.md',
    'allow by s src/**',
    { outsideScope: 'deny' },
  ],
  [
    'in such a document, which somebody else holds',
    [{ ...claim('s', src), also: [{ glob: 'docs/a.md' }] }, claim('o', ['docs'])],
    's',
    'docs/a.md',
    'deny held-by-other o docs',
  ],
  ['a claim without a scope limits nothing', [claim('s', src), claim('s', [])], 's', 'docs/a', 'allow'],
  ['inside one of two claims', [claim('s', src), claim('s', ['docs'])], 's', 'docs/a', 'allow by s docs'],
  ['held by somebody else', [claim('o', src)], 's', 'src/a', 'deny held-by-other o src/**'],
  [
    'held by somebody else, whatever the setting',
    [claim('o', src)],
    's',
    'src/a',
    'deny held-by-other o src/**',
    { outsideScope: 'allow' },
  ],
  ['held by nobody, others work elsewhere', [claim('o', src)], 's', 'docs/a', 'allow'],
  ['a child in its own scope', family, 's/a', 'src/web/x', 'allow by s src/**'],
  ['a child in the scope of its session', family, 's/a', 'src/api/x', 'allow by s src/**'],
  ['a child outside of both', family, 's/a', 'docs/x', 'warn outside-own-scope s/a src/web'],
  ['a child without a claim, outside its session', family, 's/b', 'docs/x', 'warn outside-own-scope s src/**'],
  ['the session where its child works', family, 's', 'src/web/x', 'deny carved-out s/a src/web'],
  ['the session beside its child', family, 's', 'src/api/x', 'allow by s src/**'],
  ['a sibling', family, 's/b', 'src/web/x', 'deny held-by-other s/a src/web'],
  ['a grandchild', family, 's/a/c', 'src/web/x', 'allow by s src/**'],
  ['an ended lease keeps nobody out', [claim('o', src, { minutes: -1 })], 's', 'src/a', 'allow'],
  [
    'an ended lease of a living process does',
    [claim('o', src, { minutes: -1, renewer: LIVE })],
    's',
    'src/a',
    'deny held-by-other o src/**',
  ],
  [
    'and one of another host in its grace',
    [claim('o', src, { minutes: -1, renewer: ELSEWHERE })],
    's',
    'src/a',
    'deny held-by-other o src/**',
  ],
  ['the own lease ended, nobody took over', [claim('s', src, { minutes: -60 })], 's', 'src/a', 'allow by s src/**'],
  ['a lower fence', [claim('o', src, { fence: 9 })], 's', 'src/a', 'deny fence-lost o src/**', { fence: 7 }],
  [
    'a fence that was never below',
    [claim('o', src, { fence: 6 })],
    's',
    'src/a',
    'deny held-by-other o src/**',
    { fence: 7 },
  ],
  [
    'a lower fence whose own claim is still there',
    [claim('s', src, { minutes: -5 }), claim('o', web, { fence: 9 })],
    's',
    'src/web/x',
    'deny fence-lost o src/web',
  ],
  [
    'an own claim elsewhere loses nothing',
    [claim('s', ['docs']), claim('o', src, { fence: 9 })],
    's',
    'src/a',
    'deny held-by-other o src/**',
  ],
  ['case counts', [claim('o', ['SRC'])], 's', 'src/a', 'allow'],
  ['case does not count', [claim('o', ['SRC'])], 's', 'src/a', 'deny held-by-other o SRC', { caseInsensitive: true }],
];

test.each(cases)('%s', (_, held, holder, path, expected, more) => {
  const { verdict, reason, claim: decisive } = decide(held, holder, path, more);
  expect([verdict, reason ?? (decisive && 'by'), decisive?.id].filter(Boolean).join(' ')).toBe(expected);
});

test('a denial carries the claim and until when', () => {
  expect(decide([claim('o', ['docs', 'src/*.ts'])], 's', 'src/a.ts')).toMatchObject({
    until: '2026-07-30T14:38:00Z',
  });
});
