import { expect, test } from 'vitest';
import { rulesOf } from '../../../src/domain/autonomy/rule.ts';
import { decideLanding, type NightRisk, type ResultFacts } from '../../../src/runs/autonomy/decide-landing.ts';
import { sandboxText } from '../../../src/scheduler/night/contract.ts';

test.each<[open: string[], merges: boolean, can: boolean, says: string]>([
  [[], true, true, 'contained'],
  [['claude'], false, true, '`runs.sandbox` contains agents'],
  [['claude'], true, true, 'no rule merges a result of them'],
  [['claude'], true, false, 'Only rules that name paths merge'],
])(
  'with the open agents %j, merging rules: %s, a machine that can contain: %s, the contract says: %s',
  (open, merges, can, says) => {
    expect(sandboxText({ open, merges, can })).toContain(says);
  },
);

const FACTS: ResultFacts = {
  ...{ paths: ['docs/a.md'], files: 1, lines: 1, agent: 'claude', provider: 'claude', open: false },
  ...{ risk: { level: 'low', rules: [], unread: 0 }, passed: ['unit'], notPassed: [], effects: [], unobserved: [] },
  ...{ verdicts: [], objections: [], people: [] },
};
const reader = { isTask: () => true, isIn: () => true, mayBeIn: () => true, unread: () => [] };
const NIGHT: NightRisk = { id: 'n1', risk: 'low' };
const CAN: NightRisk = { ...NIGHT, contains: true };
const UNSEEN = ['the effects of unit are unknown: strace is missing'];

test.each<[what: string, facts: Partial<ResultFacts>, night: NightRisk | undefined, path: string, lands: boolean]>([
  ['an open agent by day', { open: true }, undefined, '', true],
  ['an open agent in a night of a machine that can contain', { open: true }, CAN, 'docs/**', false],
  ['an open agent in a night of another one', { open: true }, NIGHT, '', true],
  ['unknown effects by day', { unobserved: UNSEEN }, undefined, '', false],
  ['unknown effects by day, under a rule with paths', { unobserved: UNSEEN }, undefined, 'docs/**', true],
  ['unknown effects by day, under a rule for all paths', { unobserved: UNSEEN }, undefined, '**', false],
  ['unknown effects in a night of a machine that can contain', { unobserved: UNSEEN }, CAN, 'docs/**', false],
  ['unknown effects in a night of another one', { unobserved: UNSEEN }, NIGHT, 'docs/**', true],
  ['new effects under a rule with paths', { effects: ['unit starts curl'] }, undefined, 'docs/**', false],
])('%s', (_, facts, night, path, lands) => {
  const set = rulesOf([
    ['autonomy.docs.then', 'land'],
    ['autonomy.docs.path', path],
  ]);
  expect('land' in decideLanding(set, { ...FACTS, ...facts }, reader, night)).toBe(lands);
});
