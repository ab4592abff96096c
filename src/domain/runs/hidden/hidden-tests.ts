import { counted } from '../../../base/amounts.ts';
import type { Run } from '../../records.ts';
import { shortCommit } from '../commit-id.ts';

type Hidden = NonNullable<Run['hiddenTests']>;

/** Returns the hidden tests that failed on a run's present result and that nobody called wrong: its open question. */
export function disputedTests({ hiddenTests, result }: Pick<Run, 'hiddenTests' | 'result'>): Hidden['tests'] {
  if (!hiddenTests || hiddenTests.commit !== result?.commit) return [];
  return hiddenTests.tests.filter(({ outcome, wrong }) => outcome === 'failed' && !wrong);
}

/** Failed hidden tests whose text can't be shown. `elsewhere`: another machine has it. */
export interface LostTests {
  count: number;
  elsewhere?: true;
}

/** Says why the text of failed hidden tests is missing, and what to do. */
export function lostTestsText({ count, elsewhere }: LostTests): string {
  const texts = `The text of ${counted(count, 'failed hidden test')}`;
  if (elsewhere) return `${texts} is on the machine of the run.`;
  return `${texts} is lost, or somebody changed it since. If you request changes, the judge writes new tests.`;
}

/**
 * Asks a person about the hidden tests that failed. The question is open only in review. It names the result, so that an
 * answer that comes late isn't about the tests of another one. Says nothing about their content, because agents can read
 * it.
 */
export function hiddenQuestion(run: Pick<Run, 'hiddenTests' | 'result' | 'state'>): string | undefined {
  const { length } = run.state === 'review' ? disputedTests(run) : [];
  if (length === 0) return undefined;
  const { by, commit } = run.hiddenTests!;
  return `${counted(length, 'hidden test')} of ${by} failed on result ${shortCommit(commit)}: is the result wrong, or the test?`;
}
