import { noCriteria, noScope } from './bare.ts';
import { circular } from './circular.ts';
import { duplicate } from './duplicate.ts';
import { large } from './large.ts';
import { neverReady } from './never-ready.ts';
import { orphaned } from './orphaned.ts';
import type { LintRule } from './rule.ts';
import { stale } from './stale.ts';
import { vague } from './vague.ts';

/** All rules, the most severe first. To add one, write a file and list its rule here. */
export const LINT_RULES: readonly LintRule[] = [
  circular,
  neverReady,
  orphaned,
  duplicate,
  stale,
  large,
  vague,
  noCriteria,
  noScope,
];
