import { version } from '../../base/version.ts';

/** How the server names itself to clients. */
export const serverInfo = { name: 'backlog', title: 'Backlog', version };
