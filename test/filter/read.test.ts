import { expect, test } from 'vitest';
import { compileFilter } from '../../src/filter/language.ts';
import { READ_BEFORE } from '../../src/filter/read.ts';

test('what is known without the language is what the language reads', () => {
  const env = { clock: { now: 0, zone: 'UTC' } };
  for (const [source, ast] of READ_BEFORE) expect(compileFilter(source, env).ast).toEqual(ast);
});
