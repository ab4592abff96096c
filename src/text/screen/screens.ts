/** All that only a terminal needs, in one file that is loaded when something is laid out for one: neither servers nor hooks ever do. */
export { briefScreen } from './brief.ts';
export { overviewScreen } from './overview.ts';
export { graphTable, taskTable, treeTable } from './tasks.ts';
