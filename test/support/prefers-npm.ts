/**
 * True if tests use the Chromium and the PostgreSQL that npm installs, although the system has its own
 * (`BACKLOG_TEST_PROGRAMS=npm`). That shows what a machine without them does.
 */
export const prefersNpm = process.env.BACKLOG_TEST_PROGRAMS === 'npm';
