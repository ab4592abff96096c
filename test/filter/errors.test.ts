import { describe, expect, test } from 'vitest';
import { caretLine, compileFilter, FilterError, helpFor, type Problem } from '../../src/filter/index.ts';
import { clock } from './sample.ts';

function problemsOf(filter: string, views?: (name: string) => string | undefined): readonly Problem[] {
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
  ['id =‹›', 'a value is missing'],
  ['due.any:‹x›', 'takes no value'],
  ['‹due.has:x›', 'does not apply'],
  ['‹tags < x›', 'does not apply'],
  ['‹due.before› < today', 'has a modifier'],
  ['due.before:‹nope›', '"nope" is no date'],
  ['due.before:now++3d', ''],
  ['urgency:‹high›', 'takes a number'],
  ['urgency > 1‹ + 2›', 'takes a number'],
  ['project = web‹ + 2›', 'takes a text'],
  ['recur:‹1da›', 'takes a duration'],
  ['depends:‹foo›', 'takes a reference'],
  ['has_doc:‹maybe›', 'yes or no'],
  ['has_doc:‹constructor›', 'yes or no'],
  ['‹constructor›:x', 'no attribute'],
  ['tags:‹a,,b›', 'takes a set'],
  ['status:‹pend›', 'no status', 'pending'],
  ['priority:‹h›', 'no priority', 'H'],
  ['priority.above:‹Z›', 'no priority'],
  ['‹or› +bug', 'a term is missing before "or"'],
  ['+bug or‹›', 'a term is missing after "or"'],
  ['+bug and ‹and› +ui', 'a term is missing after "and"'],
  ['not‹›', 'a term is missing after "not"'],
  ['( ‹)›', 'a term is missing after "("'],
  ['‹(› +bug', '"(" is not closed'],
  ['( +ui ) ‹(› +bug', '"(" is not closed'],
  ['+bug ‹)›', '")" closes nothing'],
  ['‹+a,b›', 'is no tag'],
  ['‹+bug;› +ui', 'is no tag'],
  ['‹--bug›', 'is no tag'],
  ['!‹+bug›', 'is no tag'],
  ['‹+› bug', 'stands alone'],
  ['‹-1›', 'is no term'],
  ['‹1-›', 'is no id'],
  ['a ‹&&› b', 'no operator', 'and'],
  ['a ‹||› b', 'no operator', 'or'],
  ['priority ‹!› H', 'no operator', '!='],
  ['‹~› auth', 'is no term'],
  ['‹?›', 'is no term'],
  ['‹<b>›', 'is no term'],
  ['‹"›open', 'the quote is not closed'],
  ["project:‹'›open", 'the quote is not closed'],
  ["'a'‹b›", 'follows a closing quote'],
  ['‹""›', 'the phrase is empty'],
  ['‹/(/›', 'Unterminated group'],
  ['‹//›', 'is empty'],
  ['‹/a/b/›', 'the pattern is not closed'],
  ['‹/foo›', 'the pattern is not closed'],
  ['description ~ ‹[›', 'regular expression is invalid'],
  ['‹now+3d›', 'stands alone'],
  ['‹limit:0›', 'no limit'],
  ['‹limit:2.5›', 'no limit'],
  ['‹limit:+5›', 'no limit'],
  ['‹limit:1e1›', 'no limit'],
  ['‹limit:99999999999999999999›', 'no limit'],
  ['limit:1 ‹limit:2›', 'stands twice'],
  ['sort:‹foo-›,due+', 'nothing to sort by'],
  ['sort:due+,‹urgncy-›', 'nothing to sort by', 'urgency'],
  ['sort:‹tags›', 'nothing to sort by'],
  ['sort:‹d-ue+›', '"d-ue" is nothing to sort by', 'due'],
  ['sort:‹›', 'an attribute to sort by is missing'],
  ['( ‹sort:due› )', 'stands in parentheses'],
  ['due ‹_hastag_› x', 'for tags only'],
  ['‹@mne›', 'no view is called', '@mine'],
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

  test('does not hide the others', () => {
    const problems = problemsOf('foo:x due.befor:today priority:Z +a,b ) 1- (');
    expect(problems.map(({ offset }) => offset)).toEqual([0, 10, 31, 33, 38, 40, 44]);
  });

  test('carries everything for machines', () => {
    let caught: unknown;
    try {
      compileFilter('due.befor:today', { clock });
    } catch (error) {
      caught = error;
    }
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

  const xs = (count: number) => 'x'.repeat(count);
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
    ['the end of a long one', `${xs(300)}!${xs(20)}`, 300, 1, `…${xs(60)}!${xs(20)}\n${carets(61, 1)}`],
    ['no carets beyond what is shown', xs(300), 0, 300, `${xs(60)}…\n${carets(0, 60)}`],
    ['a caret behind the end', 'not', 3, 0, `not\n${carets(3, 1)}`],
  ])('is shown with %s', (_, filter, offset, length, shown) => {
    expect(caretLine(filter, { offset, length })).toBe(shown);
  });

  test.each([
    ['due.befor:today', 'did you mean before?'],
    ['@mne', 'did you mean @mine? to search for this text, put it in quotes'],
    ['foo:x', 'to search for this text, put it in quotes'],
    ['urgency:high', 'expected a number'],
  ])('%s says what to do: %s', (filter, help) => {
    expect(helpFor(problemsOf(filter)[0]!)).toBe(help);
  });

  test('of a date says when plain English might help', () => {
    const failing = (filter: string) => {
      try {
        compileFilter(filter, { clock });
      } catch (error) {
        return (error as FilterError).mayBeEnglish;
      }
      return undefined;
    };
    expect(failing('due.before:"next friday"')).toBe(true);
    expect(failing('due.before:nextfriday')).toBe(false);
    const english = () => ({ ok: true as const, at: clock.now, exact: true, reading: 'plain English' });
    expect(compileFilter('due.before:"next friday"', { clock, english }).ast.where).toMatchObject({
      operand: { moment: { at: '2026-07-30T14:30:00Z', reading: 'plain English' } },
    });
  });

  test('limits length and depth instead of overflowing', () => {
    expect(problemsOf('a '.repeat(10_001))[0]!.message).toContain('longer than');
    expect(problemsOf(`${'('.repeat(5000)}a${')'.repeat(5000)}`)[0]!.message).toContain('nested deeper');
    expect(problemsOf(`${'! '.repeat(5000)}a`)[0]!.message).toContain('nested deeper');
    expect(problemsOf(`${'( '.repeat(100)}a${' )'.repeat(100)}`)).toEqual([]);
    expect(problemsOf('a '.repeat(9_999))).toEqual([]);
  });
});
