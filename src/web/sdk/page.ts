import type { DocPage } from '../../text/doc/page.ts';

export type { DocPage, PageCell, PageFact, PageRow, PageSection, PageStep, PageTable } from '../../text/doc/page.ts';

/** An output with its page. */
export interface ShownOutput<Output> {
  page: DocPage;
  output: Output;
}

/** The header of a request for another form of the output: `page`, or `both` for the output and its page. */
export const AS = 'backlog-as';
