import { existsSync } from 'node:fs';
import { mendStoreRefs } from '../../../src/runs/git/store/mend-store.ts';
import type { RunsPlace } from '../../../src/runs/git/store/paths.ts';

interface Order {
  place: RunsPlace;
  /** Each round begins when the file `<go>-<n>` exists. Without it, the repairs follow each other at once. */
  go?: string;
  first: number;
}

/** Repairs the packed refs of a private copy again and again, until a test kills it. */
const { place, go, first } = JSON.parse(process.argv[2] ?? '') as Order;
for (let n = first; ; n++) {
  if (n === first || go !== undefined) process.stdout.write(`ready ${n}\n`);
  // All processes must begin at the same time, so none of them sleeps.
  while (go !== undefined && !existsSync(`${go}-${n}`)) await new Promise(setImmediate);
  await mendStoreRefs(place);
}
