import { describe, expect, test } from 'vitest';
import { compileFilter, DIFFERENCES, differencesPage, FilterError, filterReference } from '../../src/filter/index.ts';
import { TERMS } from '../../src/filter/reference.ts';
import { loadEnglish } from '../../src/time/index.ts';
import { type OracleFile, readOracle } from './oracle.ts';
import { clock, ids } from './sample.ts';

const views = () => '+bug';

describe('the reference', () => {
  test.each(TERMS.map(([name, , example]) => [name!, example!.slice(1, -1)]))(
    '%s: its example %s can be read',
    (_, example) => {
      expect(() => ids(example, { views })).not.toThrow();
    },
  );

  test('names every attribute, operation and virtual tag once', () => {
    const page = filterReference();
    for (const text of ['| `due` |', '`.before:` `.under:` `.below:`', '| `+READY` |', '`annotations.count > 1`']) {
      expect(page.split(text)).toHaveLength(2);
    }
  });
});

describe('coming from Taskwarrior', () => {
  test.each(DIFFERENCES.map((row) => [row.example, row]))('%s', (example, { error }) => {
    const read = () => compileFilter(example, { clock });
    if (error) expect(read).toThrow(FilterError);
    else expect(read).not.toThrow();
    expect(differencesPage()).toContain(`| \`${example}\` |`);
  });
});

test('what is an error stays one when plain English is read too', async () => {
  const english = await loadEnglish();
  for (const { filter } of readOracle<OracleFile>('filter-cases.A').cases.filter((row) => row.expect === 'error')) {
    expect(() => compileFilter(filter, { clock, english }), filter).toThrow(FilterError);
  }
});
