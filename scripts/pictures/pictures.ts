/** A picture of the board: what of it is shown, and what has to be there before it is taken. */
export interface Picture {
  /** In the folder of pictures. */
  file: string;
  /** Behind the workspace, in the address. */
  path: string;
  waits: string;
  theme?: 'dark';
  /** Keys that are pressed before. */
  keys?: readonly string[];
}

export const FOLDER = 'docs/pictures';

/** Of every picture, in pixels. */
export const SIZE = { width: 1280, height: 800 } as const;
/** Kilobytes of one, at most. */
export const MOST_KB = 100;

export const PICTURES: readonly Picture[] = [
  { file: 'board-now.webp', path: 'now', waits: '.what-question .answer' },
  { file: 'board-board-dark.webp', path: 'board', waits: '[data-column=review] .card', theme: 'dark' },
  { file: 'board-list.webp', path: 'list?filter=project:shop', waits: '.list-row:not(.is-coming)' },
  { file: 'board-graph.webp', path: 'graph', waits: '.graph-rank' },
  { file: 'board-timeline.webp', path: 'timeline', waits: '.tl-bar', keys: ['1'] },
  { file: 'board-task.webp', path: 'task/1', waits: '.task-main:has(.markdown li) .criteria .is-met' },
  { file: 'board-run.webp', path: 'run/r1', waits: '.run-checks .tone-done' },
  { file: 'board-review.webp', path: 'review/r1', waits: '.review-comment' },
  { file: 'board-settings.webp', path: 'settings', waits: '.setting .tone-ready' },
];
