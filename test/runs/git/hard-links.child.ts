import type { RunPlace } from '../../../src/runs/git/store/paths.ts';
import { replaceHardLinks } from '../../../src/runs/git/worktree/hard-links.ts';

/** Replaces the hard links of a worktree, as the user of this process. */
const { place, base } = JSON.parse(process.argv[2] ?? '') as { place: RunPlace; base: string };
process.stdout.write(`${JSON.stringify(await replaceHardLinks(place, base))}\n`);
