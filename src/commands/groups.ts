/** The groups of `backlog help`, in order, with the purpose of their commands. Each command names its group. */
export const HELP_GROUPS = {
  daily: 'Add, list, change and complete tasks; undo changes',
  plan: 'Structure the work: documents, dependencies, problems, forecasts',
  runs: 'Start runs, review and merge their results',
  team: 'Work with others: claims, agents, repositories, clients',
  admin: 'Set up and maintain queues: settings, imports, backups, the archive',
  programs: 'Calls that clients, shells and other programs make',
} as const;

export type HelpGroup = keyof typeof HELP_GROUPS;

/** The sets of tools that BACKLOG_TOOLS can name. An MCP server offers `goals` and `admin` only on request. */
export const TOOLSETS = ['core', 'queue', 'plan', 'runs', 'goals', 'admin'] as const;
export type Toolset = (typeof TOOLSETS)[number];
