/** tool of the client that edits a file -> the field of its input by which it writes; any other is a decoy. */
export const EDIT_TOOLS: Readonly<Record<string, 'file_path' | 'notebook_path'>> = {
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};

/** How the client names the tools of this plugin's server. */
export const OWN_PREFIX = 'mcp__plugin_backlog_tasks__';
