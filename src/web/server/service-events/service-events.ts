import type { SoonLooks } from './look-soon.ts';

/** A source of a queue. */
export interface EventPlace {
  uuid: string;
  source: string;
}

/** What the server knows about events that services send. */
export interface ServiceEvents {
  /** Has the secrets. */
  env: NodeJS.ProcessEnv;
  looks: SoonLooks<EventPlace>;
}
