import type { RunState } from '../../../../domain/runs/run-states.ts';
import { SHOWN_STATES } from '../../../../domain/state-words.ts';
import type { Statement } from '../../../../report/statement/statement.ts';
import { statementText } from '../../../../text/history/statement.ts';
import { actorText } from './change-text.ts';

/** Returns the predicate of a sentence about a run that reached a state. Undefined if its state didn't change. */
export const reachedText = (state: string | undefined): string | undefined =>
  state === undefined ? undefined : SHOWN_STATES[state as RunState]?.does;

/** Says in the history of one task what a commit did, as a predicate of {@link subjectText}. */
export function pastText(statement: Statement): string {
  const { verb, object } = statement;
  if (verb === 'reach') return reachedText(object.state) ?? 'changed';
  return statementText(statement, { form: 'did', omits: object.kind === 'run' ? undefined : 'page' });
}

/** Returns the subject of {@link pastText}: the run that reached a state, otherwise the author. */
export const subjectText = ({ verb, object, by }: Statement): string => (verb === 'reach' ? object.id! : actorText(by));
