/** SVG paths on a 16 × 16 grid, drawn as strokes. */
const PATHS = {
  now: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM8 4.5V8l2.5 1.75',
  board: 'M2.5 2.5h3v11h-3zM6.75 2.5h3v7h-3zM11 2.5h3v9h-3z',
  list: 'M2.5 4h.01M5.5 4h8M2.5 8h.01M5.5 8h8M2.5 12h.01M5.5 12h8',
  run: 'M4.5 2.75v10.5l8.5-5.25z',
  review: 'M2.5 3.5h11v7h-6l-3 2.75V10.5h-2z',
  git: 'M4.5 4.75v6.5M4.5 4.75a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM4.5 14.25a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM11.5 7.25a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM11.5 7.25c0 2.5-4 1.75-6.5 4',
  graph:
    'M3.5 5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM12.5 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM3.5 14.5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM5.2 4l5.7 3.2M5.2 12l5.7-3.2',
  timeline: 'M2 3.5h6M5 8h7M8 12.5h6',
  activity: 'M1.75 8.5h3L6.5 3.5l3 9.5 1.75-4.5h3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3.5 3.5',
  add: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.25 3.25L13 4.75',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  down: 'M4 6.25l4 4 4-4',
  right: 'M6.25 4l4 4-4 4',
  blocked: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM3.75 12.25l8.5-8.5',
  lock: 'M4 7.25h8v6H4zM5.75 7.25V5a2.25 2.25 0 0 1 4.5 0v2.25',
  undo: 'M5.5 3.5L2.5 6.5l3 3M2.75 6.5H10a3.25 3.25 0 0 1 0 6.5H7',
  question:
    'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM6.25 6.25a1.75 1.75 0 1 1 2.5 1.6c-.5.25-.75.6-.75 1.15M8 11.25h.01',
  failure: 'M8 2L14.5 13.5h-13zM8 6.5v3.25M8 11.75h.01',
  stuck: 'M4.5 2h7M4.5 14h7M5.25 2v2.25L8 8l2.75-3.75V2M5.25 14v-2.25L8 8l2.75 3.75V14',
  snooze: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM5.75 5.5h4.5l-4.5 5h4.5',
  handoff: 'M2 8h9.5M8 4.5L11.5 8 8 11.5M14 3v10',
  theme: 'M8 1.75a6.25 6.25 0 1 0 0 12.5zM8 1.75a6.25 6.25 0 0 1 0 12.5',
  keys: 'M1.75 4h12.5v8H1.75zM4.25 6.5h.01M7 6.5h.01M9.75 6.5h.01M4.75 9.5h6.5',
  link: 'M6.75 9.25l2.5-2.5M7 4.5l1.5-1.5a3 3 0 0 1 4.25 4.25L11.25 9M9 11.5L7.5 13a3 3 0 0 1-4.25-4.25L4.75 7',
  flag: 'M3.5 14V2.5h8.25l-2 3 2 3H3.5',
  repository:
    'M3 3.25A1.5 1.5 0 0 1 4.5 1.75H13v9.5H4.5A1.5 1.5 0 0 0 3 12.75v0a1.5 1.5 0 0 0 1.5 1.5H13V11M3 3.25v9.5M6 4.75h4.25',
  settings: 'M2.5 4.5h5.25M11.25 4.5h2.25M9.5 2.75v3.5M2.5 11.5h2.25M8.25 11.5h5.25M6.5 9.75v3.5',
  inbox: 'M2.5 9.5h3l1 2h3l1-2h3M2.5 9.5l2-6h7l2 6v3.5h-11z',
  usage: 'M2.5 13.5h11M4.25 11V7.5M8 11V3M11.75 11V5.5',
  document: 'M4 1.75h5l3.5 3.5v9H4zM9 1.75v3.5h3.5M6 8.25h4.5M6 11h4.5',
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon beside a word. Screen readers ignore it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
