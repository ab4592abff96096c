/** This library is loaded only to read CSV. */
export { parse } from 'csv-parse/sync';
