export { postgresBackend } from './backend.ts';
export { prepareDatabase } from './table.ts';
