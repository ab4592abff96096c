import { agentFigures } from './backends/agents.ts';
import { backendClientFigures } from './backends/client.ts';
import { backendFigures } from './backends/figures.ts';
import { backendHookFigures } from './backends/hooks.ts';
import type { Bench } from './bench.ts';
import { boardFigures, boardMotionFigures } from './board/figures.ts';
import { boardServerFigures } from './board/server.ts';
import type { Row } from './figure.ts';
import { archiveFigures } from './figures/archive.ts';
import { cliFigures } from './figures/cli.ts';
import { clientFigures } from './figures/client.ts';
import { filterFigures } from './figures/filter.ts';
import { followFigures } from './figures/follow.ts';
import { gateFigures } from './figures/gate.ts';
import { goalFigures } from './figures/goals.ts';
import { growthFigures } from './figures/growth.ts';
import { hookFigures } from './figures/hooks.ts';
import { importFigures } from './figures/import.ts';
import { lintFigures } from './figures/lint.ts';
import { listFigures } from './figures/list.ts';
import { memoryFigures } from './figures/memory.ts';
import { runFigures } from './figures/runs.ts';
import { scheduleFigures } from './figures/schedule.ts';
import { searchFigures } from './figures/search.ts';
import { sizeFigures } from './figures/sizes.ts';
import { startFigures } from './figures/start.ts';
import { statuslineFigures } from './figures/statusline.ts';
import { writeFigures } from './figures/write.ts';
import { writerFigures } from './figures/writers.ts';

type Section = (bench: Bench) => Promise<readonly Row[]> | AsyncIterable<Row>;

/** All measurements in their order. Measurements that change a store come last. */
export const SECTIONS = {
  sizes: sizeFigures,
  start: startFigures,
  list: listFigures,
  lint: lintFigures,
  filter: filterFigures,
  goals: goalFigures,
  cli: cliFigures,
  hooks: hookFigures,
  gate: gateFigures,
  statusline: statuslineFigures,
  client: clientFigures,
  memory: memoryFigures,
  archive: archiveFigures,
  growth: growthFigures,
  write: writeFigures,
  writers: writerFigures,
  backends: backendFigures,
  'backend-hooks': backendHookFigures,
  'backend-client': backendClientFigures,
  agents: agentFigures,
  follow: followFigures,
  'board-server': boardServerFigures,
  search: searchFigures,
  import: importFigures,
  runs: runFigures,
  schedule: scheduleFigures,
  board: boardFigures,
  'board-motion': boardMotionFigures,
} satisfies Record<string, Section>;

export type SectionName = keyof typeof SECTIONS;
