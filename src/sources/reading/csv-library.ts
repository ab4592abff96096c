/** Loaded when there is CSV to read. */
export { parse } from 'csv-parse/sync';
