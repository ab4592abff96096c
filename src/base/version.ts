declare const BACKLOG_VERSION: string | undefined;

/** The plugin's version. The build replaces `BACKLOG_VERSION` with a text; in a source checkout it is undefined. */
export const version = typeof BACKLOG_VERSION === 'string' ? BACKLOG_VERSION : '0.0.0-source';
