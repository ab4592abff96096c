import { describe, expect, test } from 'vitest';
import { DATE_FORMS } from '../../scripts/docs/dates.ts';
import { DIFFERENCES } from '../../scripts/docs/differences/differences.ts';
import { differencesPage } from '../../scripts/docs/differences-page.ts';
import { filterReference, TERMS } from '../../scripts/docs/filters-page.ts';
import { urgencyPage } from '../../scripts/docs/urgency.ts';
import { WEIGHT_SETTINGS } from '../../src/domain/urgency/urgency-settings.ts';
import { VIRTUAL_TAGS } from '../../src/domain/urgency/virtual-tags.ts';
import { FilterError } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { DATE_NAMES, loadEnglish, resolveDuration } from '../../src/time/index.ts';
import { UNITS } from '../../src/time/units.ts';
import { type OracleFile, readOracle } from './oracle.ts';
import { clock, ids, sample } from './sample.ts';

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

describe('each row of the reference can be used:', async () => {
  const english = await loadEnglish();

  test.each(VIRTUAL_TAGS.map(({ name }) => [name]))('+%s', (name) => {
    expect([...ids(`+${name}`), ...ids(`-${name}`)]).toHaveLength(sample.length);
  });

  test.each([...DATE_FORMS.map(([, example]) => [example]), ...DATE_NAMES.map(({ name }) => [name])])('%s', (date) => {
    expect(compileFilter(`due.before:${date}`, { clock, english }).ast.where).toMatchObject({
      operand: { kind: 'date' },
    });
  });

  test.each(UNITS.flatMap(({ names, alone }) => [...names.map((name) => `3${name}`), ...alone]).map((text) => [text]))(
    '%s',
    (text) => {
      expect(resolveDuration(text)).toMatchObject({ ok: true });
    },
  );

  test.each(Object.keys(WEIGHT_SETTINGS).map((name) => [name]))('%s', (name) => {
    expect(urgencyPage()).toContain(`| \`${name}\` |`);
  });
});

describe('coming from Taskwarrior', () => {
  test.each(
    Object.values(DIFFERENCES)
      .flat()
      .map((row) => [row.example, row]),
  )('%s', async (example, { error }) => {
    const english = await loadEnglish();
    const read = () => compileFilter(example, { clock, english, views });
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
