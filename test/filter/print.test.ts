import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../src/filter/language.ts';
import { printAst } from '../../src/filter/print.ts';
import { clock } from './sample.ts';

const canonical = (filter: string) => printAst(compileFilter(filter, { clock, views: () => '+bug' }).ast);

describe('the canonical text', () => {
  test.each([
    ['', ''],
    ['+a +b and -c', '+a and +b and -c'],
    ['( +a or +b ) +c', '( +a or +b ) and +c'],
    ['( +a ) or ( +b +c )', '+a or +b and +c'],
    ['+a xor ( +b or +c )', '+a xor +b or +c'],
    ['( +a xor +b ) or +c', '( +a xor +b ) or +c'],
    ['not ( +a +b )', '! ( +a and +b )'],
    ['! ( ! ( +a ) )', '! ! +a'],
    ['tags _hastag_ x', '+x'],
    ['tags _notag_ "a b"', 'tags _notag_ "a b"'],
    ['+@home', 'tags _hastag_ "@home"'],
    ['+v1.2-x', '+v1.2-x'],
    ['2-2 5-3,7', '2 3-5 7'],
    ['ABCDEF01', 'abcdef01'],
    ['012345678', '12345678-12345678'],
    ['pri:H', 'priority:H'],
    ['due.under:today', 'due.before:today'],
    ['due < now + 3d', 'due.before:"now + 3d"'],
    ['due', 'due.any:'],
    ['project:', 'project:'],
    ['project = "a b"', 'project:"a b"'],
    ["project:it's", 'project:"it\'s"'],
    ['project:a\\b', 'project:"a\\\\b"'],
    ['project:"a(b"', 'project:"a(b"'],
    ["priority.above:''", 'priority.after:""'],
    ['due >= today', 'due >= today'],
    ['entry >= 2026-07-01T10:00:00Z', 'entry >= 2026-07-01T10:00:00Z'],
    ['urgency >= +1', 'urgency >= +1'],
    ['urgency >= -1.5', 'urgency >= "-1.5"'],
    ['description ~ ^a', 'description ~ "^a"'],
    ['description !~ "due"', 'description !~ "due"'],
    ['due.not:scheduled', 'due != scheduled'],
    ['due.is:12.due', 'due == 12.due'],
    ['/a\\/b/', '/a\\/b/'],
    ['/a\\/b/i', '/a\\/b/i'],
    ['project:"//"', 'project:"//"'],
    ['project:"//x"', 'project:"//x"'],
    ['"//"', '"//"'],
    ['"login"', 'login'],
    ['"log in"', '"log in"'],
    ['\'say "hi"\'', '"say \\"hi\\""'],
    ['"a1_b"', 'a1_b'],
    ['1a', '"1a"'],
    ['a.b', '"a.b"'],
    ['"Not"', '"Not"'],
    ['"due"', '"due"'],
    ['"agent"', 'agent'],
    ['"abcdef01"', '"abcdef01"'],
    ['@mine', '@mine'],
    ['sort:due,urgency- +a limit:3', '+a sort:due+,urgency- limit:3'],
    ['limit:3', 'limit:3'],
  ])('of %s is %s', (filter, text) => {
    expect(canonical(filter)).toBe(text);
  });
});
