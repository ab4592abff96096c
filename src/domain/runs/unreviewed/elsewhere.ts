import { counted } from '../../../base/amounts.ts';

/** Numbers of results in review and of active runs in the other queues of this machine. */
export interface RunsElsewhere {
  review: number;
  active: number;
  /** Number of queues that were counted, and of those that could not be read. */
  queues: number;
  unread: number;
}

/** Formats how much of a limit of unreviewed results is used: `5 of at most 8 results are in review, 3 of them in 2 other queues`. */
export function elsewhereText(here: number, most: number, elsewhere: RunsElsewhere): string {
  const { review, active, queues, unread } = elsewhere;
  const all = here + review;
  return [
    `${counted(all, 'result')} of at most ${most} ${all === 1 ? 'is' : 'are'} in review, ${review} of them in ${queues === 1 ? 'another queue' : `${queues} other queues`}`,
    ...(active > 0 ? [`with ${counted(active, 'active run')} there`] : []),
    ...(unread > 0 ? [`${counted(unread, 'queue')} not read`] : []),
  ].join(', ');
}
