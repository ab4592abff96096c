/** All layouts for terminals. Only the command line loads this file, and only if it needs a layout. */
export { docScreen } from '../doc/terminal.ts';
export { briefScreen } from './brief.ts';
export { burndownScreen } from './burndown.ts';
export { calendarScreen } from './calendar.ts';
export { historyScreen } from './history.ts';
export { paragraphs } from './layout/paragraphs.ts';
export { runsScreen } from './runs.ts';
export { statusDoc } from './status.ts';
export { timelineScreen } from './timeline.ts';
