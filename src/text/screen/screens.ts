/** All layouts for terminals. Only the command line loads this file, and only if it needs a layout. */
export { docScreen } from '../doc/terminal.ts';
export { briefScreen } from './brief.ts';
