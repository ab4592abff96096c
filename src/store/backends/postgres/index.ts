export { postgresBackend } from './backend.ts';
export { prepareDatabase } from './prepare.ts';
