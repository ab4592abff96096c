/** A screenshot of the board. `waits` is the selector of an element that must be visible before the screenshot. */
export interface Picture {
  /** Name in the folder of pictures. */
  file: string;
  /** Path after the workspace in the URL. */
  path: string;
  waits: string;
  theme?: 'dark';
  /** Keys to press before the screenshot. */
  keys?: readonly string[];
}

export const FOLDER = 'docs/pictures';

/** Size of every picture, in pixels. */
export const SIZE = { width: 1280, height: 800 } as const;
/** Maximum size of a file, in kilobytes. */
export const MOST_KB = 100;

export const PICTURES: readonly Picture[] = [
  { file: 'board-now.webp', path: 'now', waits: '.what-question .answer' },
  { file: 'board-board-dark.webp', path: 'board', waits: '[data-column=review] .card', theme: 'dark' },
  { file: 'board-list.webp', path: 'list?filter=project:shop', waits: '.list-row:not(.is-coming)' },
  { file: 'board-graph.webp', path: 'graph', waits: '.graph-rank' },
  { file: 'board-timeline.webp', path: 'timeline', waits: '.tl-bar', keys: ['1'] },
  { file: 'board-task.webp', path: 'task/1', waits: '.task-main:has(.markdown li) .criteria .criterion-mark' },
  { file: 'board-run.webp', path: 'run/r1', waits: '.run-checks .tone-done' },
  { file: 'board-review.webp', path: 'review/r1', waits: '.review-comment' },
  { file: 'board-settings.webp', path: 'settings', waits: '.setting .tone-ready' },
];
