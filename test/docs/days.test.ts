import { describe, expect, test } from 'vitest';
import { fromInstant } from '../../src/domain/instant.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import { resolveCommand } from '../../src/interfaces/cli/words/resolve.ts';
import { NOON, testWorkspace } from '../support/workspace.ts';
import { PAGES, pageOf, withoutRemark } from './page.ts';

// The pages are played on the day of the test. What their dates and filters mean must not hang on that day: an example that finds
// something on a Thursday and nothing on a Saturday teaches nobody.

/** Every day of a week, the ends of a month, a year and a leap February, the days on which clocks change. */
const DAYS = [
  ...Array.from({ length: 7 }, (_, i) => new Date(NOON + i * 86_400_000).toISOString().slice(0, 10)),
  ...['2026-10-25', '2026-11-30', '2026-12-31', '2027-01-01', '2027-03-28', '2028-02-29'],
];

/** The words of a line of a page, quotes taken away; nothing for one that a shell does more with. */
function wordsOf(typed: string): string[] | undefined {
  const line = withoutRemark(typed);
  if (!line.startsWith('backlog ') || /[|<>$`\n]/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].slice(1).map(([word]) => word.replaceAll(/["']/g, ''));
}

const adds = (words: readonly string[]) =>
  words[0] === 'add' && !words.some((word) => /^--(parent|depends|template)/.test(word));
const lists = (words: readonly string[]) =>
  ['list', 'count'].includes(words[0]!) && words.some((word) => /\b(due|scheduled|wait|until)\b[.:<>=]/.test(word));

const examples = PAGES.map((name) => {
  const words = pageOf(name).lines.flatMap(({ typed }) => [wordsOf(typed) ?? []]);
  return { name, words: words.filter((one) => adds(one) || lists(one)) };
}).filter(({ words }) => words.some(lists));

test('there are examples with dates in a filter', () => {
  expect(examples.map(({ name }) => name)).toContain('docs/how-to/find-and-filter.md');
});

describe.each(examples)('$name', ({ words }) => {
  test.each(DAYS)('finds on %s what it says that it looks for', async (day) => {
    const work = await testWorkspace({ zone: 'Europe/Berlin' });
    work.pass(fromInstant(`${day}T14:30:00Z`) - NOON);
    for (const line of words) {
      const { command, rest } = resolveCommand(line)!;
      const found = await work.run<{ total?: number; count?: number }>(command.name, parseArgs(command, rest).input);
      if (lists(line)) expect(found.total ?? found.count, line.join(' ')).toBeGreaterThan(0);
    }
  });
});
