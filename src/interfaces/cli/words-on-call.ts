/**
 * Modules that read words of other programs, and words of this machine's commands, which only a line loads that isn't plain.
 * One file exports them, as `commands/on-call.ts` does.
 */

export { runAnyLine } from './any-line.ts';
export { expanded } from './words/aliases.ts';
