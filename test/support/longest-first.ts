import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, the longest first: one that began last would be waited for alone. A clone knows no times of earlier runs. */
const LONG = [
  'test/runs/kills',
  'test/docs/pages',
  'test/board/',
  'test/e2e/runs-claude',
  'test/e2e/agent-ends',
  'test/e2e/runs-clients',
  'test/git-hook/chains',
  'test/runs/checklist',
  'test/scheduler/loop',
  'test/runs/twenty',
  'test/processes/',
  'test/e2e/',
  'test/runs/',
  'test/interfaces/',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((path) => moduleId.includes(path));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
