/** All layouts for terminals. Only the command line loads this file, and only if it needs a layout. */
export { agentsScreen, repositoriesScreen, settingsScreen } from './admin.ts';
export { briefScreen } from './brief.ts';
export { burndownScreen } from './burndown.ts';
export { calendarScreen } from './calendar.ts';
export { claimsScreen } from './claims.ts';
export { historyScreen } from './history.ts';
export { paragraphs } from './layout/paragraphs.ts';
export { lintScreen } from './lint.ts';
export { runsScreen } from './runs.ts';
export { standupScreen } from './standup.ts';
export { statusScreen } from './status.ts';
export { summaryScreen } from './summary.ts';
export { emptyTable, graphTable, taskTable, treeTable } from './tasks.ts';
export { timelineScreen } from './timeline.ts';
