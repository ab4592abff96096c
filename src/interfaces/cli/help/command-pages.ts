import type { CommandRow } from '../../../commands/index.ts';

/**
 * The pages of commands in docs/reference/commands, with the names of their commands, or the beginnings of these with
 * `_` at the end. A command is on the page with the longest matching name.
 */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  task: ['task_'],
  doc: ['task_doc_'],
  attachment: ['attachment_'],
  archive: ['task_archive', 'task_archive_', 'task_purge'],
  history: ['task_history', 'task_undo', 'task_redo'],
  report: ['report_', 'release_', 'notice_'],
  filter: ['filter_', 'view_', 'date_eval', 'urgency_eval'],
  goal: ['goal_'],
  inbox: ['inbox_', 'pass_'],
  claim: ['claim_'],
  run: ['run_', 'worktree_', 'usage'],
  review: ['review_'],
  orchestrator: ['orchestrator', 'orchestrator_', 'autonomy_', 'night_'],
  agent: ['agent_'],
  repo: ['repo_'],
  source: ['source_'],
  webhook: ['webhook_'],
  'git-hook': ['git_hook_'],
  setting: ['setting_'],
  config: ['config_'],
  queue: ['backlog_', 'doctor', 'whoami'],
};

/** Returns the name of the page that a command is on. */
export function pageOfCommand({ name: command, where }: Pick<CommandRow, 'name' | 'where'>): string {
  if (where === 'machine') return 'program';
  const [[found] = []] = Object.entries(PAGES)
    .flatMap(([page, names]) => names.map((name) => [page, name] as const))
    .filter(([, name]) => (name.endsWith('_') ? command.startsWith(name) : command === name))
    .sort(([, a], [, b]) => b.length - a.length);
  if (found === undefined) throw new Error(`no page of PAGES (command-pages.ts) has the command ${command}`);
  return found;
}

/** Returns the line of help that names a command's page. The plugin has no docs folder, so it names the repository. */
export function documentationLine(command: Pick<CommandRow, 'name' | 'where'>): string {
  return `Documentation: docs/reference/commands/${pageOfCommand(command)}.md of the Backlog repository`;
}
