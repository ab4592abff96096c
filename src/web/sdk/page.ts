export type { DocPage, PageCell, PageSection, PageTable } from '../../text/doc/page.ts';

/** The header of a request for another form of the output. Its only value is `page`. */
export const AS = 'backlog-as';
