import type { Looks } from './look-soon.ts';

/** A source of a queue. */
export interface Place {
  uuid: string;
  source: string;
}

/** What the server knows about events that services send. */
export interface ServiceEvents {
  /** Has the secrets. */
  env: NodeJS.ProcessEnv;
  looks: Looks<Place>;
}
