/** All that only a terminal needs, in one file that is loaded when something is laid out for one: neither servers nor hooks ever do. */
export { taskTable } from './tasks.ts';
