import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../support/folder.ts';
import { first, third } from '../planted/all.ts';
import { questionsAbout } from './question.ts';
import { seen, tableOf } from './table.ts';

const PROGRAM = fileURLToPath(new URL('judge.mjs', import.meta.url));

test('120 planted results: what each layer says of the 60 bad and the 60 good ones', () => {
  // Seven bad ones landed with evidence before findings that tests say nothing about kept results from landing; that
  // stops three good ones. What other machines run lands by no rule, which stops three more without evidence.
  expect(tableOf(first)).toEqual({
    'named for the right reason': [60, 0],
    'high risk, so always a person': [48, 0],
    'something found': [60, 22],
    'low risk': [0, 20],
    'rejected by the judge': [19, 6],
    'evidence that failed before': [33, 23],
    'high risk, or rejected by the judge': [48, 6],
    'lands by the simple rule': [0, 20],
    'lands by the simple rule, with the judge': [0, 18],
    'lands at unknown risk, without evidence': [0, 38],
    'lands at medium risk, without evidence': [2, 46],
    'lands by the graded rules': [0, 18],
    'lands by the graded rules, with the judge': [0, 17],
  });
});

/**
 * Faults of meaning. At their first play, no rule knew them: 18 bad ones were of low risk and landed by the simple rule,
 * 12 by the graded ones. Rules that were written with them at hand name all, so these numbers say nothing of others.
 */
test('40 planted results with faults of meaning, after rules got their kinds', () => {
  expect(tableOf(third)).toEqual({
    'named for the right reason': [20, 0],
    'high risk, so always a person': [1, 0],
    'something found': [20, 0],
    'low risk': [0, 11],
    'rejected by the judge': [0, 0],
    'evidence that failed before': [14, 9],
    'high risk, or rejected by the judge': [1, 0],
    'lands by the simple rule': [0, 11],
    'lands by the simple rule, with the judge': [0, 11],
    'lands at unknown risk, without evidence': [0, 20],
    'lands at medium risk, without evidence': [0, 20],
    'lands by the graded rules': [0, 9],
    'lands by the graded rules, with the judge': [0, 9],
  });
});

test('the judge is a program: it reads the question from its file, and answers with one line', () => {
  const file = join(tempFolder('judge'), 'question.md');
  for (const one of [true, false].map((bad) => seen(first.find((planted) => planted.bad === bad)!))) {
    writeFileSync(file, questionsAbout(one.planted).join('\n'));
    const said = execFileSync(process.execPath, [PROGRAM], { env: { BACKLOG_JUDGE: file }, encoding: 'utf8' });
    expect(said).toMatch(/^Criterion 1: (accepted|rejected .+)\n$/);
    expect(said).toContain(one.judge);
  }
});
