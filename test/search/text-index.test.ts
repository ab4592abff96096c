import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hasWords, wordsOfText } from '../../src/domain/task/folded-words.ts';
import { createBest } from '../../src/search/best.ts';
import { createTextIndex, PARTS, type TextUnit } from '../../src/search/full-text.ts';
import { runs } from '../support/seed.ts';

function indexOf(...units: TextUnit[]) {
  const index = createTextIndex();
  for (const unit of units) index.put(unit);
  return index;
}

const described = (owner: string, description: string): TextUnit => ({ id: owner, owner, texts: { description } });
const owners = (index: ReturnType<typeof indexOf>, text: string) => index.search(text).best.map(({ owner }) => owner);

describe('what is found', () => {
  const index = indexOf(
    described('a', 'Login timeout after five minutes'),
    described('b', 'Logging in takes long'),
    described('c', 'Zeitüberschreitung bei der Anmeldung'),
    described('d', 'Le délai de connexion est dépassé'),
    described('e', 'Refactor sessionStore'),
  );

  test.each([
    ['a word', 'timeout', ['a']],
    ['several words in any order', 'minutes login', ['a']],
    ['a beginning', 'refac', ['e']],
    ['capital letters', 'TIMEOUT', ['a']],
    ['a slip of the pen', 'tiemout', ['a']],
    ['two slips in a long word', 'zeitueberschreitun', ['c']],
    ['a word without its umlaut', 'zeituberschreitung', ['c']],
    ['a part of a German compound', 'Überschreitung', ['c']],
    ['the plural for the singular', 'Anmeldungen', ['c']],
    ['French without its accents', 'delai depasse', ['d']],
    ['a part of a name in code', 'store', ['e']],
    ['nothing', 'kubernetes', []],
  ])('%s', (_, text, expected) => {
    expect(owners(index, text)).toEqual(expected);
  });

  test('words stand in different texts of one owner', () => {
    const found = indexOf(described('a', 'Login'), { id: 'a/spec', owner: 'a', texts: { document: 'It times out' } });
    expect(found.search('login times')).toMatchObject({ all: true, best: [{ owner: 'a' }] });
    expect([...found.having('login times')]).toEqual(['a']);
    expect(found.where('a', found.search('times').fitting)).toEqual(['a/spec']);
  });

  test('where nothing has all words, what has most of them is said to be incomplete', () => {
    const { all, best } = index.search('timeout refactor kubernetes');
    expect({ all, owners: best.map(({ owner }) => owner).sort() }).toEqual({ all: false, owners: ['a', 'e'] });
  });
});

test('the best few of many are those that come first of all', () => {
  const score = fc.record({ owner: fc.string({ minLength: 8, maxLength: 8 }), score: fc.nat(9), tie: fc.nat(9) });
  const many = fc.uniqueArray(score, { selector: ({ owner }) => owner, maxLength: 300 });
  fc.assert(
    fc.property(many, fc.integer({ min: 1, max: 20 }), (all, most) => {
      const [few, whole] = [createBest(most), createBest(Number.POSITIVE_INFINITY)];
      for (const one of all) for (const best of [few, whole]) best.take(one);
      expect(few.sorted()).toEqual(whole.sorted().slice(0, most));
      expect(whole.sorted()).toHaveLength(all.length);
    }),
  );
});

describe('of those that are asked for', () => {
  const index = indexOf(
    described('other', 'login crashes on phone'),
    described('mine', 'login form polish'),
    described('none', 'kubernetes'),
  );

  test('some words are enough when only others have all of them', () => {
    const found = index.search('login crashes', { accept: (owner) => owner !== 'other' });
    expect(found).toMatchObject({ all: false, total: 1, best: [{ owner: 'mine' }] });
    expect(index.search('login crashes')).toMatchObject({ all: true, total: 1, best: [{ owner: 'other' }] });
  });

  test('each that fits is judged once', () => {
    const judged: string[] = [];
    index.search('login crashes', { accept: (owner) => judged.push(owner) < 0 });
    expect(judged.sort()).toEqual(['mine', 'other']);
  });
});

test('an index whose texts change all the time does not grow', () => {
  const index = createTextIndex();
  for (let n = 0; n < 100; n++) {
    index.put(described(`task ${n}`, 'login'));
    index.put(described('kept', `login ${n}`));
    index.remove(`task ${n}`);
  }
  const tables: number[] = [];
  vi.stubGlobal(
    'Float64Array',
    class extends Float64Array {
      constructor(length: number) {
        super(length);
        tables.push(length);
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(index.search('login 99')).toMatchObject({ all: true, best: [{ owner: 'kept' }] });
  expect(Math.max(...tables)).toBeLessThanOrEqual(2);
});

describe('the order', () => {
  test('the word itself, what begins with it, what has it inside, a slip', () => {
    const index = indexOf(
      described('slip', 'port hosts'),
      described('begins', 'ports hosts'),
      described('word', 'post hosts'),
      described('begun', 'postal hosts'),
      described('inside', 'compost hosts'),
    );
    expect(owners(index, 'post')).toEqual(['word', 'begun', 'slip', 'inside']);
  });

  test('a description counts more than a criterion, a note, a document', () => {
    const at = (place: TextUnit['id']): TextUnit => ({ id: place, owner: place, texts: { [place]: 'login' } });
    const index = indexOf(...[...PARTS].reverse().map(at));
    const found = index.search('login').best;
    expect(found[0]?.owner).toBe('description');
    expect(new Set(found.map(({ score }) => score)).size).toBe(PARTS.length);
  });

  test('a rare word counts more than a common one', () => {
    const many = Array.from({ length: 30 }, (_, n) => described(`m${n}`, 'fix the button'));
    const index = indexOf(...many, described('rare', 'fix the gearbox'), described('both', 'button or gearbox'));
    expect(owners(index, 'gearbox button nothing').slice(0, 2).sort()).toEqual(['both', 'rare']);
  });
});

/** Few letters, so that words meet: as beginnings, as slips, with accents. */
const word = fc.constantFrom('a', 'ab', 'abc', 'abd', 'über', 'uber', 'Ubere', 'zab', 'c', 'fooAb', '登录');
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
const unit = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  texts: fc.record({ description: text, document: text }),
});
const step = fc.oneof(
  unit.map((one) => ({ put: { ...one, owner: `o${Number(one.id) % 3}` } })),
  fc.constantFrom('1', '2', '3', '4', '5', '6').map((id) => ({ remove: id })),
);

describe('after any changes', () => {
  const built = (steps: readonly ({ put: TextUnit } | { remove: string })[]) => {
    const index = createTextIndex();
    const left = new Map<string, TextUnit>();
    for (const one of steps) {
      if ('put' in one) {
        index.put(one.put);
        left.set(one.put.id, one.put);
      } else {
        index.remove(one.remove);
        left.delete(one.remove);
      }
    }
    return { index, left };
  };

  test('the words of a filter are where looking into every text finds them', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), text, (steps, sought) => {
        const { index, left } = built(steps);
        const words = wordsOfText(sought);
        fc.pre(words.length > 0);
        const all = [...left.values()];
        const naive = new Set(
          all
            .map(({ owner }) => owner)
            .filter((owner) =>
              hasWords(
                all.filter((one) => one.owner === owner).flatMap(({ texts }) => Object.values(texts)),
                words,
              ),
            ),
        );
        expect(new Set(index.having(sought))).toEqual(naive);
        for (const owner of naive) expect(index.search(sought).best.map((one) => one.owner)).toContain(owner);
      }),
      { numRuns: runs(100, 500) },
    );
  });

  test('an index answers as one that is built from what is left', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), text, (steps, sought) => {
        const { index, left } = built(steps);
        const fresh = indexOf(...left.values());
        const [was, is] = [index.search(sought), fresh.search(sought)];
        expect(was).toEqual(is);
        for (const { owner } of is.best)
          expect(index.where(owner, was.fitting)).toEqual(fresh.where(owner, is.fitting));
      }),
      { numRuns: runs(100, 500) },
    );
  });
});
