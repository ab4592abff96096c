/**
 * By name of the client's edit tools: the field of the input with the path that the tool writes. Other path fields are
 * ignored by the client.
 */
export const EDIT_TOOLS: Readonly<Record<string, 'file_path' | 'notebook_path'>> = {
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};

/** The prefix of this plugin's tools in the client. */
export const OWN_PREFIX = 'mcp__plugin_backlog_tasks__';
