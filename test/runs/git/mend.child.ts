import { existsSync } from 'node:fs';
import { mendStoreRefs } from '../../../src/runs/git/store/mend-store.ts';
import type { RunsPlace } from '../../../src/runs/git/store/paths.ts';

/** Repairs the packed refs of a private copy each time that a test writes the next file `go-<n>`. */
const { place, go, first } = JSON.parse(process.argv[2] ?? '') as { place: RunsPlace; go: string; first: number };
for (let n = first; ; n++) {
  process.stdout.write(`ready ${n}\n`);
  // All processes must begin at the same time, so none of them sleeps.
  while (!existsSync(`${go}-${n}`)) await new Promise(setImmediate);
  await mendStoreRefs(place);
}
