/** The sets of tools that BACKLOG_TOOLS can name. An MCP server offers `goals` and `admin` only on request. */
export const TOOLSETS = ['core', 'queue', 'plan', 'runs', 'goals', 'admin'] as const;
export type Toolset = (typeof TOOLSETS)[number];
