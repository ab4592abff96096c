/**
 * Modules that read words of other programs, and the words of this machine's commands. A plain line needs none of them. One
 * file exports them, see `commands/on-call.ts`.
 */

export { runAnyLine } from './any-line.ts';
export { expanded } from './words/aliases.ts';
