/** All that only a terminal needs, in one file that is loaded when something is laid out for one: neither servers nor hooks ever do. */
export { briefScreen } from './brief.ts';
export { burndownScreen } from './burndown.ts';
export { calendarScreen } from './calendar.ts';
export { overviewScreen } from './overview.ts';
export { summaryScreen } from './summary.ts';
export { graphTable, taskTable, treeTable } from './tasks.ts';
