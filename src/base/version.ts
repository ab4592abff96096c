declare const BACKLOG_VERSION: string | undefined;

/** The version of the plugin, written in by the build. */
export const version = typeof BACKLOG_VERSION === 'string' ? BACKLOG_VERSION : '0.0.0-source';
