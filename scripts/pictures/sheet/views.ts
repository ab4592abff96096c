/** A view on the page of pictures. */
export interface SheetView {
  /** Path after the queue in the URL. */
  path: string;
  /** Selector of an element that must be visible before the picture. */
  waits: string;
  /** Queues in which the view is drawn. Default: only the usual one. */
  queues?: readonly (typeof QUEUES)[number][];
}

/** The usual queue, one without tasks, and one with ten thousand. */
export const QUEUES = ['shop', 'empty', 'many'] as const;
/** Where a view is drawn unless it says otherwise. */
export const USUAL: readonly (typeof QUEUES)[number][] = ['shop'];
export const THEMES = ['light', 'dark'] as const;
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 360, height: 780 },
] as const;

const ANY = 'main h1, main h2, main .empty';

export const SHEET_VIEWS: readonly SheetView[] = [
  { path: 'now', waits: ANY, queues: QUEUES },
  { path: 'board', waits: '.column, main .empty', queues: QUEUES },
  { path: 'list', waits: '.list-row:not(.is-coming), main .empty', queues: QUEUES },
  { path: 'graph', waits: '.graph-node, main .empty', queues: QUEUES },
  { path: 'timeline', waits: ANY, queues: ['shop', 'empty'] },
  { path: 'task/1', waits: '.task-main:has(.markdown li) .criteria .is-met' },
  { path: 'run/r1', waits: '.run-checks .tone-done' },
  { path: 'run/r2', waits: '.run-log' },
  { path: 'review/r1', waits: '.diff-row' },
  { path: 'review/r5', waits: '.diff-row' },
  { path: 'git', waits: ANY, queues: ['shop', 'empty'] },
  { path: 'activity', waits: '.page-rows li', queues: ['shop', 'many'] },
  { path: 'agents', waits: ANY, queues: ['shop', 'empty'] },
  { path: 'documents', waits: ANY, queues: ['shop', 'empty'] },
  { path: 'repositories', waits: ANY },
  { path: 'settings', waits: '.setting' },
];
