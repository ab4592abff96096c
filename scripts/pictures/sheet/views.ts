/** A view on the page of pictures. */
export interface SheetView {
  /** Path after the queue in the URL. */
  path: string;
  /** Selector of an element that must be visible before the picture. */
  waits: string;
  /** Queues in which the view is drawn. Default: only the usual one. */
  queues?: readonly (typeof QUEUES)[number][];
}

/** The usual queue, one without tasks, one with ten thousand, and one with goals. */
export const QUEUES = ['shop', 'empty', 'many', 'plan'] as const;
const EACH = QUEUES.filter((name) => name !== 'plan');
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
  { path: 'now', waits: ANY, queues: EACH },
  { path: 'board', waits: '.column, main .empty', queues: EACH },
  { path: 'list', waits: '.list-row:not(.is-coming), main .empty', queues: EACH },
  { path: 'graph', waits: '.graph-node, main .empty', queues: EACH },
  { path: 'timeline', waits: ANY, queues: EACH },
  { path: 'task/1', waits: '.task-main:has(.markdown li) .criteria .criterion-mark' },
  { path: 'task/2', waits: '.task-main', queues: ['many'] },
  { path: 'run/r1', waits: '.run-checks .tone-done' },
  { path: 'run/r2', waits: '.run-log' },
  { path: 'review/r1', waits: '.diff-row' },
  { path: 'review/r5', waits: '.diff-row' },
  { path: 'git', waits: ANY, queues: EACH },
  { path: 'activity', waits: '.page-rows li, main .empty', queues: EACH },
  { path: 'agents', waits: ANY, queues: EACH },
  { path: 'documents', waits: ANY, queues: EACH },
  { path: 'claims', waits: ANY, queues: EACH },
  { path: 'usage', waits: ANY, queues: EACH },
  { path: 'repositories', waits: ANY, queues: EACH },
  { path: 'settings', waits: '.setting', queues: EACH },
  { path: 'goals', waits: '.tree-row, main .empty', queues: ['plan', 'empty'] },
  { path: 'goals/roadmap', waits: '.card', queues: ['plan'] },
  { path: 'goals/people', waits: 'main .rows li', queues: ['plan'] },
  { path: 'goals/gaps', waits: '.gap-list li', queues: ['plan'] },
  { path: 'goals/page', waits: 'textarea', queues: ['plan'] },
  { path: 'goal/I-1', waits: '.chart', queues: ['plan'] },
  { path: 'goal/B-1', waits: ANY, queues: ['plan'] },
];
