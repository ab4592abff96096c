/** The client's edit tools, with the input field of the path to write. The client ignores others. */
export const EDIT_TOOLS: Readonly<Record<string, 'file_path' | 'notebook_path'>> = {
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};

/** The prefix of this plugin's tools in the client. */
export const OWN_PREFIX = 'mcp__plugin_backlog_tasks__';
