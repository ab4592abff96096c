/**
 * The views that people open seldom, in one file of the built app. Files of their own would need more bytes than they
 * save: each would split the shared parts into further files.
 */
export { Activity } from './activity/activity.tsx';
export { Agents } from './agents/agents.tsx';
export { ClaimsView } from './claims/claims.tsx';
export { CommandView } from './command/command.tsx';
export { ConflictsView } from './conflicts/conflicts.tsx';
export { DocumentsView } from './documents/documents.tsx';
export { Git } from './git/git.tsx';
export { InboxView } from './inbox/inbox.tsx';
export { RepositoriesView } from './repositories/repositories.tsx';
export { Settings } from './settings/settings.tsx';
export { UsageView } from './usage/usage.tsx';
