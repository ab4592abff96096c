import type { ComponentType } from 'preact';
import type { IconName } from '../parts/icon.tsx';

/** A view of the board. To add a view, write a file and a row in `VIEWS`. */
export interface BoardViewRow {
  /** The part of the URL that names the view. */
  path: string;
  title: string;
  /** Icon in the sidebar. A view of a single thing, such as a task, isn't in the sidebar and has no icon. */
  icon?: IconName;
  /**
   * For a view of a single thing: the view that lists things of this kind. The page shows the list after a change of
   * the workspace.
   */
  listedIn?: string;
  /** Set if the sidebar shows the view only in a queue with goals. */
  ofGoals?: true;
  /** The key that opens the view after `g`. A view without such a key is opened only by links. */
  key?: string;
  /** One sentence for the palette. */
  about: string;
  load(): Promise<ComponentType>;
}

export const VIEWS: readonly BoardViewRow[] = [
  {
    path: 'now',
    title: 'Now',
    icon: 'now',
    key: 'n',
    about: 'Tasks that need attention, active runs, next tasks',
    load: async () => (await import('../views/now/now.tsx')).NowView,
  },
  {
    path: 'board',
    title: 'Board',
    icon: 'board',
    key: 'b',
    about: 'Tasks in columns; move them with the mouse or the keyboard',
    load: async () => (await import('../views/board/board.tsx')).BoardView,
  },
  {
    path: 'list',
    title: 'List',
    icon: 'list',
    key: 'l',
    about: 'Tasks of a filter; sort, group and change them together',
    load: async () => (await import('../views/list/list.tsx')).List,
  },
  {
    path: 'graph',
    title: 'Graph',
    icon: 'graph',
    key: 'g',
    about: 'Dependencies: waves, the critical path, tasks that unblock most',
    load: async () => (await import('../views/graph/graph.tsx')).GraphView,
  },
  {
    path: 'timeline',
    title: 'Timeline',
    icon: 'timeline',
    key: 't',
    about: 'Runs of each agent over time, next tasks, due dates',
    load: async () => (await import('../views/timeline/timeline.tsx')).TimelineView,
  },
  {
    path: 'goals',
    title: 'Goals',
    icon: 'flag',
    ofGoals: true,
    key: 'w',
    about: 'Why tasks exist: the tree of goals, the roadmap, people and gaps',
    load: async () => (await import('../views/goals/goals.tsx')).GoalsView,
  },
  {
    path: 'goal',
    title: 'Goal',
    listedIn: 'goals',
    about: 'One goal or bet with its measure, tasks and log',
    load: async () => (await import('../views/goals/goals.tsx')).GoalPage,
  },
  {
    path: 'task',
    title: 'Task',
    listedIn: 'list',
    about: 'One task with its spec, criteria, notes and runs',
    load: async () => (await import('../views/task/task.tsx')).TaskPage,
  },
  {
    path: 'run',
    title: 'Run',
    listedIn: 'now',
    about: 'One run with its log, files, checks and actions',
    load: async () => (await import('../views/run/run.tsx')).RunPage,
  },
  {
    path: 'review',
    title: 'Review',
    listedIn: 'now',
    about: 'The result of a run with its criteria and checks, to comment on and decide',
    load: async () => (await import('../views/review/review.tsx')).ReviewPage,
  },
  {
    path: 'inbox',
    title: 'Inbox',
    icon: 'inbox',
    key: 'p',
    about: 'Proposals of agents and passes; accept, merge or reject them',
    load: async () => (await import('../views/seldom.ts')).InboxView,
  },
  {
    path: 'git',
    title: 'Git',
    icon: 'git',
    key: 'i',
    about: 'The merge queue, branches, and worktrees with their disk use',
    load: async () => (await import('../views/seldom.ts')).Git,
  },
  {
    path: 'activity',
    title: 'History',
    icon: 'activity',
    key: 'a',
    about: 'All changes with their authors; select by author, session, task and time',
    load: async () => (await import('../views/seldom.ts')).Activity,
  },
  {
    path: 'agents',
    title: 'Agents',
    icon: 'run',
    key: 'r',
    about: 'The orchestrator and the agents',
    load: async () => (await import('../views/seldom.ts')).Agents,
  },
  {
    path: 'claims',
    title: 'Claims',
    icon: 'lock',
    key: 'c',
    about: 'Claimed tasks and files, to claim and to release',
    load: async () => (await import('../views/seldom.ts')).ClaimsView,
  },
  {
    path: 'conflicts',
    title: 'Conflicts',
    about: 'Fields that the queue and a source changed differently, with both values',
    load: async () => (await import('../views/seldom.ts')).ConflictsView,
  },
  {
    path: 'usage',
    title: 'Usage',
    icon: 'usage',
    key: 'u',
    about: 'Tokens, cost and rework over time, by agent, model, project and type',
    load: async () => (await import('../views/seldom.ts')).UsageView,
  },
  {
    path: 'documents',
    title: 'Documents',
    icon: 'document',
    key: 'd',
    about: 'Documents of the workspace and its tasks, with all versions',
    load: async () => (await import('../views/seldom.ts')).DocumentsView,
  },
  {
    path: 'repositories',
    title: 'Repositories',
    icon: 'repository',
    key: 'o',
    about: 'The repositories of the workspace with their folders and problems',
    load: async () => (await import('../views/seldom.ts')).RepositoriesView,
  },
  {
    path: 'command',
    title: 'Commands',
    about: 'Any command as a form, with its output',
    load: async () => (await import('../views/seldom.ts')).CommandView,
  },
  {
    path: 'settings',
    title: 'Settings',
    icon: 'settings',
    key: 's',
    about: 'All settings of the workspace with their meanings',
    load: async () => (await import('../views/seldom.ts')).Settings,
  },
];

/** Returns the view to show after a change of the workspace. */
export function viewElsewhere(view: string | undefined): string {
  const row = VIEWS.find(({ path }) => path === view);
  return row?.listedIn ?? row?.path ?? 'now';
}
