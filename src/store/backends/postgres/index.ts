export { postgresBackend } from './backend.ts';
export { connect } from './connect.ts';
export { serverFailed } from './failure.ts';
export { makeTables } from './table.ts';
