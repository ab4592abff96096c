import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { plainScalar, yamlField } from '../../src/sources/reading/yaml/yaml-write.ts';

test.each(['a: b', 'x\nstate: done', '- a', '#no', '"q"', "it's", '@kim', 'yes', 'null', '~', '', '1', '\u2028'])(
  'YAML reads a key, a value and an element as they were: %j',
  (word) => {
    const text = [
      ...yamlField('table', { [word]: word }),
      ...yamlField('list', [word], plainScalar),
      ...yamlField('one', word, plainScalar),
    ].join('\n');
    expect(load(text)).toEqual({ table: { [word]: word }, list: [word], one: word });
  },
);
