import { type LandingJournal, recoverLanding } from '../../../src/runs/git/landing/recover.ts';

/** Recovers a landing. A test kills it at one of its calls of git. */
const journal = JSON.parse(process.argv[2] ?? '') as LandingJournal;
process.stdout.write(`${JSON.stringify(await recoverLanding(journal))}\n`);
