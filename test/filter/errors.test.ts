import { describe, expect, test } from 'vitest';
import { caretLine, FilterError, type FilterProblem, helpFor } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { ATTRIBUTES } from '../../src/filter/tables/attributes.ts';
import { MODIFIERS } from '../../src/filter/tables/operators.ts';
import type { EnglishReader } from '../../src/time/index.ts';
import { clock } from './sample.ts';

const xs = (count: number) => 'x'.repeat(count);

function problemsOf(filter: string, views?: (name: string) => string | undefined): readonly FilterProblem[] {
  try {
    compileFilter(filter, { clock, views, viewNames: () => ['mine', 'ready'] });
  } catch (error) {
    if (error instanceof FilterError) return error.problems;
    throw error;
  }
  return [];
}

/** A filter with the trouble marked by ‹ ›, a word of the message, and the nearest known name where there is one. */
const ERRORS: [marked: string, message: string, nearest?: string][] = [
  ['created:‹today›', 'created takes an author, not "today"', 'entry:today'],
  ['changed:‹2026-07-01›', 'changed takes an author, not "2026-07-01"', 'modified:2026-07-01'],
  ['created.not:‹eom›', 'created takes an author', 'entry.not:eom'],
  ['‹created.before:monday›', 'created is an author, which "before" does not apply to', 'entry.before:monday'],
  ['‹changed > -2d›', 'changed is an author, which "after" does not apply to', 'modified.after:-2d'],
  ['extra.‹›.has:x', 'a modifier is missing'],
  ['sort:‹extra.severity›', "can't sort by"],
  ['extra.points < 5‹ + x›', 'takes a value of another tool'],
  ['due.‹befor›:today', 'no modifier is called "befor"', 'before'],
  ['due.‹Before›:today', 'no modifier', 'before'],
  ['due.‹›.before:today', 'a modifier is missing'],
  ['due.before.‹after›:today', 'a second modifier'],
  ['+bug ‹dscription›:x', 'no attribute is called', 'description'],
  ['‹STATUS›:pending', 'no attribute is called', 'status'],
  ['‹st›:pending', 'short for several attributes'],
  ['‹.›before:x', 'no attribute'],
  ['‹foo› = bar', 'no attribute is called "foo"'],
  ['due.before:‹›', 'a value is missing'],
  ['priority.above:‹›', 'a value is missing'],
  ['project.has:‹""›', 'a value is missing'],
  ['status.before:‹""›', 'a value is missing'],
  ['id =‹›', 'a value is missing'],
  ['due.any:‹x›', 'takes no value'],
  ['‹due.has:x›', 'does not apply'],
  ['‹tags < x›', 'does not apply'],
  ['‹due.before› < today', 'has a modifier'],
  ['due.before:‹nope›', '"nope" is not a date'],
  ['due.before:now++3d', ''],
  ['urgency:‹high›', 'takes a number'],
  ['urgency > 1‹ + 2›', 'takes a number'],
  ['project = web‹ + 2›', 'takes a text'],
  ['description ~ web‹ + 2›', 'takes a text'],
  ['recur:‹1da›', 'takes a duration'],
  ['recur:‹wekly›', 'takes a duration', 'weekly'],
  ['recur = ‹recur›', 'takes a duration'],
  ['id = ‹due›', 'takes a number'],
  ['id:‹1x›', 'takes a number'],
  ['id:‹1,abcdef01›', 'takes a number'],
  ['id:‹abcdef01›', 'takes a number'],
  ['depends:‹foo›', 'takes a reference'],
  ['depends:‹x1›', 'takes a reference'],
  ['depends:‹1x›', 'takes a reference'],
  ['depends = ‹parent›', 'takes a reference'],
  ['due.before:‹tomorow›', 'not a date', 'tomorrow'],
  ['due.before:now+‹3x›', 'neither date nor duration'],
  ['due.before:‹"now+3x"›', 'neither date nor duration'],
  ['due.before:now‹+›', 'is incomplete'],
  ['has_doc:‹maybe›', 'yes or no'],
  ['has_doc:‹constructor›', 'yes or no'],
  ['‹constructor›:x', 'no attribute'],
  ['tags:‹a,,b›', 'takes a set'],
  ['status:‹pend›', 'not a valid status', 'pending'],
  ['priority:‹h›', 'not a valid priority', 'H'],
  ['priority:‹m›', 'not a valid priority', 'M'],
  ['priority.above:‹Z›', 'not a valid priority'],
  ['‹or› +bug', 'a term is missing before "or"'],
  ['+bug or‹›', 'a term is missing after "or"'],
  ['+bug and ‹and› +ui', 'a term is missing after "and"'],
  ['not‹›', 'a term is missing after "not"'],
  ['( ‹)›', 'a term is missing after "("'],
  ['‹(› +bug', '"(" is not closed'],
  ['‹(› ( +ui ) +bug', '"(" is not closed'],
  ['( +ui ) ‹(› +bug', '"(" is not closed'],
  ['+bug ‹)›', '")" closes nothing'],
  ['‹+a,b›', 'is not a tag'],
  ['‹+bug;› +ui', 'is not a tag'],
  ['‹--bug›', 'is not a tag'],
  ['!‹+bug›', 'is not a tag'],
  ['‹+› bug', 'has no tag after it'],
  ['‹-1›', 'is not a term'],
  ['‹1-›', 'is not an id'],
  ['a ‹&&› b', 'not an operator', 'and'],
  ['a ‹||› b', 'not an operator', 'or'],
  ['priority ‹!› H', 'not an operator', '!='],
  ['‹~› auth', 'is not a term'],
  ['‹?›', 'is not a term'],
  ['‹<b>›', 'is not a term'],
  ['‹"›open', 'the quote is not closed'],
  ["project:‹'›open", 'the quote is not closed'],
  ["'a'‹b›", 'follows a closing quote'],
  ['‹""›', 'the phrase is empty'],
  ['‹/(/›', 'Unterminated group'],
  ['‹//›', 'is empty'],
  ['‹/a/b/›', 'the pattern has no closing slash'],
  ['‹/foo›', 'the pattern has no closing slash'],
  ['description ~ ‹[›', 'regular expression is invalid'],
  ['description !~ ‹[›', 'regular expression is invalid'],
  ['‹now+3d›', 'is a date without an attribute'],
  ['‹limit:0›', 'not a limit'],
  ['‹limit:2.5›', 'not a limit'],
  ['‹limit:+5›', 'not a limit'],
  ['‹limit:1e1›', 'not a limit'],
  ['‹limit:99999999999999999999›', 'not a limit'],
  ['limit:1 ‹limit:2›', 'appears twice'],
  ['sort:‹foo-›,due+', "can't sort by"],
  ['sort:due+,‹urgncy-›', "can't sort by", 'urgency'],
  ['sort:‹tags›', "can't sort by"],
  ['sort:‹d-ue+›', 'can\'t sort by "d-ue"', 'due'],
  ['sort:‹›', 'an attribute to sort by is missing'],
  ['( ‹sort:due› )', 'is inside parentheses'],
  ['due ‹_hastag_› x', 'for tags only'],
  ['bet:‹nix›', 'bet takes ids of bets, not "nix"'],
  ['goal:‹B-1›', 'goal takes ids of goals, not "B-1"'],
  ['run:‹reveiw›', 'not "reveiw"', 'review'],
  ['‹@mne›', 'no saved filter is called', '@mine'],
];

const QUOTE = 'to search for this text, put it in quotes';
const A_TERM = 'a term: a word, +tag, attribute:value, /pattern/, id or ( … )';
const SET_TAKES = 'one of =, is, not, isnt, none, any, has, hasnt, startswith, endswith, word, noword, ~, !~';

/** What could stand there instead, and the hint where there is one. */
const ADVICE: [filter: string, message: string, expected: string, hint?: string][] = [
  ['st:x', '"st" is short for several attributes', 'one of status, start'],
  ['+bug project >  ""', 'a value is missing after "project >"', 'a text'],
  ['due._hastag_:', 'no modifier is called "_hastag_"', `one of ${MODIFIERS.join(', ')}`],
  ['due.before < x', '"due.before" has a modifier, and "<" follows', 'either a modifier with ":" or an operator'],
  ['due.before.after:x', 'a second modifier, "after"', 'one modifier'],
  ['due.any:x', '"any" takes no value', 'nothing after the ":"'],
  ['tags >= x', 'tags is a set, which ">=" does not apply to', SET_TAKES],
  ['tags < x', 'tags is a set, which "before" does not apply to', SET_TAKES],
  ['priority:x', '"x" is not a valid priority', 'one of H, M, L'],
  ['agent.before:@me', 'agent.before does not take @me', '@me without a modifier, or with is, isnt or not'],
  ['tags:a,,b', 'tags takes a set, not "a,,b"', 'names separated by single commas'],
  ['urgency:x', 'urgency takes a number, not "x"', 'a number'],
  ['recur:x', 'recur takes a duration, not "x"', 'a duration such as 3d, 2wks, weekly or P1M'],
  ['due _hastag_ x', '"_hastag_" is for tags only', 'tags before it'],
  ['( limit:2 )', '"limit:2" is inside parentheses', 'it outside the parentheses'],
  ['now+3d', '"now+3d" is a date without an attribute', 'an attribute before it: due.before:…', QUOTE],
  ['""', 'the phrase is empty', 'text between the quotes'],
  ["'open", 'the quote is not closed', "a closing '"],
  ['"a"b', '"b" follows a closing quote', 'a blank after the closing quote'],
  ['a or', 'a term is missing after "or"', A_TERM],
  ['id =', 'a value is missing after "="', 'a value'],
  ['( a', '"(" is not closed', 'a ")" that closes it'],
  [') a', '")" closes nothing', 'a "(" before it, or nothing'],
  ['a & b', '"&" is not an operator', 'and'],
  ['a | b', '"|" is not an operator', 'or'],
  [
    '+ bug',
    '"+" has no tag after it',
    'a tag directly after it',
    'write +tag without a blank; date arithmetic works only in the value of an attribute',
  ],
  ['+1', '"+1" is not a term', 'a tag, which starts with a letter', QUOTE],
  [
    '+a,b',
    '"+a,b" is not a tag',
    'a blank before it, and a name that starts with a letter, _ @ # or $ without , ; : or operators',
    'several tags: +a +b, or ( +a or +b )',
  ],
  ['1-', '"1-" is not an id', 'an id, a range 1-5, a list 1,3,7-9 or a uuid', QUOTE],
  [
    '/a',
    'the pattern has no closing slash, or text after it',
    '/regular expression/',
    'a slash inside is written \\/; for text put quotes around it',
  ],
  [
    ':web',
    '":web" has no attribute before its ":"',
    'an attribute directly before it',
    'write project:web, or put it in quotes to search for this text',
  ],
  ['~ x', '"~" is not a term', 'an attribute before an operator', QUOTE],
  ['?', '"?" is not a term', A_TERM, QUOTE],
  ['limit:x', '"x" is not a limit', 'a whole number from 1: limit:10'],
  ['limit:1 limit:2', 'limit: appears twice', 'one limit: clause'],
  ['sort:x', 'can\'t sort by "x"', 'attributes with + (ascending) or - (descending): sort:urgency-,due+'],
  ['foo:x', 'no attribute is called "foo"', `one of ${ATTRIBUTES.map(({ name }) => name).join(', ')}`, QUOTE],
  [
    'priority ! H',
    '"!" after the attribute "priority" is not an operator',
    '!= or !~ and a value; or "and" before the "!"',
  ],
  [
    xs(20_001),
    'the filter is longer than 20000 characters',
    'a shorter one',
    'save parts of it as saved filters: @name',
  ],
  ['! '.repeat(101), 'the filter is nested deeper than 100 levels', 'fewer parentheses'],
];

describe('an error', () => {
  test.each(ERRORS)('%s: %s', (marked, message, nearest) => {
    const [first] = problemsOf(marked.replace(/[‹›]/g, ''));
    expect(first).toBeDefined();
    expect(first!.message).toContain(message);
    expect(first!.expected).not.toBe('');
    if (nearest) expect(first!.nearest).toBe(nearest);
    if (!marked.includes('‹')) return;
    expect(first!.offset).toBe(marked.indexOf('‹'));
    const length = marked.indexOf('›') - marked.indexOf('‹') - 1;
    if (length > 0) expect(first!.length).toBe(length);
  });

  test.each(ADVICE)('%.40s: %s, expected %s', (filter, message, expected, hint) => {
    const problems = problemsOf(filter);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ message, expected });
    expect(problems[0]!.hint).toBe(hint);
  });

  test.each([
    ['foo:x due.befor:today priority:Z +a,b ) 1- (', [0, 10, 31, 33, 38, 40, 44]],
    ['due < nope )', [6, 11]],
    ['foo < 3 )', [0, 8]],
    ["project.has:'open", [12]],
    ['limit:2 or', [8]],
    ['due < nope or', [6, 13]],
    ['due.any: ui or', [14]],
    ['or project.has:', [0, 15]],
  ])('does not hide the others, nor make up more: %s', (filter, offsets) => {
    expect(problemsOf(filter).map(({ offset }) => offset)).toEqual(offsets);
  });

  test('suggests no single letter for another', () => {
    expect(problemsOf('priority:x')[0]!.nearest).toBeUndefined();
  });

  test('carries everything for machines', () => {
    let caught: unknown;
    try {
      compileFilter('due.befor:today', { clock });
    } catch (error) {
      caught = error;
    }
    expect((caught as Error).name).toBe('FilterError');
    expect(JSON.parse(JSON.stringify(caught))).toMatchObject({
      code: 'filter',
      message: 'no modifier is called "befor"',
      hint: 'did you mean before?',
      data: { filter: 'due.befor:today', offset: 4, length: 5, nearest: 'before', errors: [{ offset: 4 }] },
    });
  });

  test('is pointed at', () => {
    expect(caretLine('due.befor:today', { offset: 4, length: 5 })).toBe('due.befor:today\n    ^^^^^');
    expect(caretLine('+bug\tor', { offset: 7, length: 0 })).toBe('+bug or\n       ^');
  });

  const carets = (before: number, count: number) => `${' '.repeat(before)}${'^'.repeat(count)}`;

  test.each([
    ['the whole of a short filter', `${xs(120)}!`, 120, 1, `${xs(120)}!\n${carets(120, 1)}`],
    [
      'its end when the trouble is far behind',
      `${xs(121)}!${xs(100)}`,
      121,
      1,
      `…${xs(60)}!${xs(100)}\n${carets(61, 1)}`,
    ],
    ['the whole of 240 characters', `!${xs(239)}`, 0, 1, `!${xs(239)}\n^`],
    ['the beginning of a longer one', `!${xs(240)}`, 0, 1, `!${xs(59)}…\n^`],
    ['both sides of a far trouble', `${xs(300)}!${xs(300)}`, 300, 1, `…${xs(60)}!${xs(59)}…\n${carets(61, 1)}`],
    [
      'the whole of 240 characters, wherever',
      `${xs(100)}!${xs(139)}`,
      100,
      1,
      `${xs(100)}!${xs(139)}\n${carets(100, 1)}`,
    ],
    ['both sides in 241', `${xs(100)}!${xs(140)}`, 100, 1, `…${xs(60)}!${xs(59)}…\n${carets(61, 1)}`],
    ['no carets beyond a window', xs(700), 300, 400, `…${xs(120)}…\n${carets(61, 60)}`],
    ['the end of a long one', `${xs(300)}!${xs(20)}`, 300, 1, `…${xs(60)}!${xs(20)}\n${carets(61, 1)}`],
    ['no carets beyond what is shown', xs(300), 0, 300, `${xs(60)}…\n${carets(0, 60)}`],
    ['a caret behind the end', 'not', 3, 0, `not\n${carets(3, 1)}`],
  ])('is shown with %s', (_, filter, offset, length, shown) => {
    expect(caretLine(filter, { offset, length })).toBe(shown);
  });

  test.each([
    ['due.befor:today', 'did you mean before?'],
    ['dscription:x', 'did you mean description?'],
    [
      '@mne',
      'did you mean @mine? for the tasks of an agent or a person, write agent:mne; to search for this text, put it in quotes',
    ],
    ['foo:x', 'to search for this text, put it in quotes'],
    ['urgency:high', 'expected a number'],
  ])('%s says what to do: %s', (filter, help) => {
    expect(helpFor(problemsOf(filter)[0]!)).toBe(help);
  });

  test('of a date says when plain English might help', () => {
    const failing = (filter: string, english?: EnglishReader) => {
      try {
        compileFilter(filter, { clock, english });
      } catch (error) {
        return (error as FilterError).mayBeEnglish;
      }
      return undefined;
    };
    expect(failing('due.before:"next friday"')).toBe(true);
    expect(failing('foo:x due.before:"next friday"')).toBe(true);
    expect(failing('due.before:nextfriday')).toBe(false);
    expect(failing('due.before:"next friday"', () => undefined)).toBe(false);
    const english = () => ({ ok: true as const, at: clock.now, exact: true, reading: 'plain English' });
    expect(compileFilter('due.before:"next friday"', { clock, english }).ast.where).toMatchObject({
      operand: { moment: { at: '2026-07-30T14:30:00Z', reading: 'plain English' } },
    });
  });

  test('limits length and depth instead of overflowing', () => {
    expect(problemsOf('a '.repeat(10_001))[0]).toMatchObject({ offset: 0, length: 20_002 });
    expect(problemsOf(`${'('.repeat(5000)}a${')'.repeat(5000)}`)[0]!.message).toContain('nested deeper');
    expect(problemsOf(`${'! '.repeat(5000)}a`)[0]!.message).toContain('nested deeper');
    expect(problemsOf(`${'( '.repeat(100)}a${' )'.repeat(100)}`)).toEqual([]);
    expect(problemsOf('a '.repeat(10_000))).toEqual([]);
  });
});
