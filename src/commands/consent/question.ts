import type { Tx } from '../../store/index.ts';
import type { PersonAct } from '../../work/people/person-acts.ts';

/** A call that only a person may make. */
export interface RefusedCall {
  command: { name: string; title: string };
  /** The parsed arguments. */
  input: Readonly<Record<string, unknown>>;
  act: PersonAct;
  /** The refusal of the call. */
  message: string;
}

/** A question to a person: may this call run with the person as its author? */
export interface ConsentQuestion {
  /** The question, with everything that the call would execute or accept. It never gets cut. */
  asks: string;
  /** Facts for the decision, most important first. A client can hide the end. */
  details: string[];
  /** The answer yes as an imperative: `Approve run r3`. */
  yes: string;
  /** Returns the records about which the question is. The answer doesn't count if they have changed. */
  facts(records: Pick<Tx, 'get'>): unknown;
  /** Whether the command has no effect before its first write, so that it can be tried. */
  tries: boolean;
  /** The arguments that the yes permits, if the call's don't name all that the question shows. */
  input?: Readonly<Record<string, unknown>>;
}
