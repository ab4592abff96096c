import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseText, isStill, NO_BASE, readBase, said, saysSame } from '../../../src/work/merge/base.ts';
import { type Merged, merge, mergeProse } from '../../../src/work/merge/merge.ts';
import { SEED } from '../../support/seed.ts';

const never = () => {
  throw new Error('no digest of an earlier version is compared');
};

/** Merges two values that had the same base. @returns what each side has then */
async function merged(field: string, [base, here, there]: readonly unknown[]) {
  const side = said(field, base);
  const moved = { here: !isStill(side, field, here, never), there: !isStill(side, field, there, never) };
  const document = async () => (typeof base === 'string' ? base : undefined);
  const one: Merged = await merge(field, { here, there, moved, base: { here: side, there: side }, document });
  const value = one.from === 'both' ? one.value : one.from === 'there' ? there : here;
  return one.from === 'conflict' ? { here, there } : { here: value, there: one.from === 'same' ? there : value };
}

const letters = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const paragraphs = fc.uniqueArray(fc.constantFrom('One.', 'Two\nlines.', 'Three.', '- [ ] Four', '> Five'), {
  maxLength: 5,
});
const KINDS: readonly [string, fc.Arbitrary<unknown>][] = [
  ['priority', fc.option(fc.constantFrom('H', 'M', 'L'), { nil: undefined })],
  ['description', fc.constantFrom('Login', 'Sign in', 'Log in')],
  ['tags', fc.option(fc.uniqueArray(letters), { nil: undefined })],
  [
    'acceptance',
    fc.uniqueArray(
      letters.map((text) => ({ text })),
      { selector: ({ text }) => text },
    ),
  ],
  ['docs.spec', paragraphs.map((all) => all.join('\n\n'))],
];
const runs = { seed: SEED, numRuns: 120 };

/** Returns what a value consists of: elements, paragraphs, or itself. */
function partsOf(field: string, value: unknown): string[] {
  if (field.startsWith('docs.'))
    return String(value ?? '')
      .split('\n\n')
      .filter(Boolean);
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(one));
  return value === undefined ? [] : [String(value)];
}

describe.each(KINDS)('a merge of %s', (field, values) => {
  const holds = (step: (three: readonly unknown[]) => Promise<void>) =>
    fc.assert(fc.asyncProperty(fc.tuple(values, values, values), step), runs);

  test('is idempotent: sides that were merged have nothing to merge', () =>
    holds(async (three) => {
      const { here, there } = await merged(field, three);
      if (!saysSame(field, here, there)) return;
      expect(await merged(field, [here, here, there])).toEqual({ here, there });
    }));

  test('is symmetric up to the names of the sides', () =>
    holds(async ([base, here, there]) => {
      const [one, other] = [await merged(field, [base, here, there]), await merged(field, [base, there, here])];
      for (const side of ['here', 'there'] as const)
        expect(partsOf(field, one[side]).sort()).toEqual(
          partsOf(field, other[side === 'here' ? 'there' : 'here']).sort(),
        );
    }));

  test('gives the other side if one is unchanged', () =>
    holds(async ([base, one]) => {
      if (saysSame(field, base, one)) return;
      expect(await merged(field, [base, base, one])).toEqual({ here: one, there: one });
      expect(await merged(field, [base, one, base])).toEqual({ here: one, there: one });
    }));

  test('loses nothing that both sides have, and a conflict keeps both values', () =>
    holds(async ([base, here, there]) => {
      const result = await merged(field, [base, here, there]);
      const theirs = new Set(partsOf(field, there));
      for (const part of partsOf(field, here).filter((one) => theirs.has(one)))
        for (const side of [result.here, result.there]) expect(partsOf(field, side)).toContain(part);
      if (!saysSame(field, result.here, result.there)) expect(result).toEqual({ here, there });
    }));

  test('brings to both sides what one of them added', () =>
    holds(async ([base, here, there]) => {
      const result = await merged(field, [base, here, there]);
      if (!saysSame(field, result.here, result.there)) return;
      const before = new Set(partsOf(field, base));
      const isList = Array.isArray(here ?? there) || field.startsWith('docs.');
      for (const part of [here, there]
        .flatMap((one) => partsOf(field, one))
        .filter((one) => isList && !before.has(one)))
        expect(partsOf(field, result.here)).toContain(part);
    }));
});

describe('paragraphs', () => {
  const BASE = '# Login\n\nOld words.\n\n\n```\na\n\nb\n```\n\nLast.\n';

  test.each([
    [
      'different ones',
      BASE.replace('Old', 'Our'),
      BASE.replace('Last', 'Their last'),
      BASE.replace('Old', 'Our').replace('Last', 'Their last'),
    ],
    [
      'neighbours',
      BASE.replace('# Login', '# Sign in'),
      BASE.replace('Old', 'Their'),
      BASE.replace('# Login', '# Sign in').replace('Old', 'Their'),
    ],
    [
      'one added, another removed',
      `${BASE}\nMore.\n`,
      BASE.replace('Old words.\n\n\n', ''),
      `${BASE.replace('Old words.\n\n\n', '')}\nMore.\n`,
    ],
    ['the same change', BASE.replace('Old', 'New'), BASE.replace('Old', 'New'), BASE.replace('Old', 'New')],
    ['the same paragraph', BASE.replace('Old', 'Our'), BASE.replace('Old', 'Their'), undefined],
    ['both added one at the end', `${BASE}\nOurs.\n`, `${BASE}\nTheirs.\n`, undefined],
    [
      'one removed what the other changed',
      BASE.replace('Old words.\n\n\n', ''),
      BASE.replace('Old', 'Their'),
      undefined,
    ],
  ])('%s', (_, here, there, expected) => {
    expect(mergeProse(BASE, { here, there })).toBe(expected);
    expect(mergeProse(BASE, { here: there, there: here })).toBe(expected);
  });

  test('each side removed another one of two equal paragraphs: both have one of them, so neither goes', () =>
    expect(mergeProse('a\n\nb\n\na', { here: 'b\n\na', there: 'a\n\nb' })).toBeUndefined());

  test('CRLF stays', () =>
    expect(mergeProse('a\r\n\r\nb\r\n', { here: 'A\r\n\r\nb\r\n', there: 'a\r\n\r\nB\r\n' })).toBe('A\r\n\r\nB\r\n'));
});

describe('a set', () => {
  const sides = (field: string, base: { here: string; there: string }, here: unknown, there: unknown) =>
    merge(field, { here, there, base, moved: { here: true, there: true } });

  test('without the values of its base is a conflict', async () => {
    expect(await sides('tags', { here: '10cpekdn7v7', there: '10cpekdn7v7' }, ['a'], ['b'])).toEqual({
      from: 'conflict',
    });
  });

  test.each(['=[', '=1', '=null', '={}', '@1', '#1'])(
    'with the base %j of a hostile file is a conflict',
    async (side) => {
      expect(await sides('tags', { here: side, there: side }, ['a'], ['b'])).toEqual({ from: 'conflict' });
    },
  );

  test('whose removed element has another form here is a conflict', async () => {
    const base = { there: said('depends', ['3']), here: said('depends', ['u-3']) };
    expect(await sides('depends', base, ['u-3', 'u-4'], [])).toEqual({ from: 'conflict' });
    expect(await sides('depends', base, ['u-3', 'u-4'], ['3', 'u-5'])).toEqual({
      from: 'both',
      value: ['u-3', 'u-4', 'u-5'],
    });
  });

  test('of criteria keeps the evidence of a side, and does not double a reworded one', async () => {
    const base = { here: said('acceptance', ['a', 'b']), there: said('acceptance', ['a', 'b']) };
    const met = { text: 'a', id: '1', met: { evidence: 'green' } };
    expect(await sides('acceptance', base, [met, { text: 'b' }], ['a', 'b', 'c'])).toEqual({
      from: 'both',
      value: [met, { text: 'b' }, 'c'],
    });
    expect(await sides('acceptance', base, ['a here', 'b'], ['a there', 'b'])).toEqual({ from: 'conflict' });
    expect(await sides('acceptance', base, [met, 'b'], [{ text: 'a', met: { evidence: 'other' } }, 'b'])).toEqual({
      from: 'conflict',
    });
  });
});

test.each([undefined, null, '', ' ', [], '\n'])('%j means nothing in every field', (value) => {
  for (const field of ['description', 'tags', 'depends', 'acceptance', 'scope', 'due', 'docs.spec', 'status', 'extra'])
    expect(said(field, value)).toBe('');
});

test.each([
  [{ there: said('description', 'A b'), here: said('description', 'A b') }],
  [{ there: said('description', 'A\nb'), here: said('description', 'A') }],
  [{ there: '', here: said('tags', ['a']) }],
  [{ there: said('docs.spec', 'x'), here: '' }],
  [NO_BASE],
])('a base reads back: %j', (base) => expect(readBase(baseText(base))).toEqual(base));

test.each([
  ['abc1', { there: 'abc1', here: 'abc1' }],
  ['abc1 def2', { there: 'abc1', here: 'def2' }],
  [' def2', { there: '', here: 'def2' }],
  ['abc1 ', { there: 'abc1', here: '' }],
])('a base of an earlier version is read: %j', (text, base) => expect(readBase(text)).toEqual(base));

test('elements of tags, dependencies and links have no order; criteria have one', () => {
  expect(saysSame('tags', 'b, a', ['a', 'b'])).toBe(true);
  expect(saysSame('links', [{ type: 'relates', uuid: 'u' }], [{ uuid: 'u', type: 'relates' }])).toBe(true);
  expect(saysSame('acceptance', ['a', 'b'], ['b', 'a'])).toBe(false);
});
