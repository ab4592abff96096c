/** Loaded only when CSV is read. */
export { parse } from 'csv-parse/sync';
