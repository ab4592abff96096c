import { makeScratch, type Scratch } from '../src/interfaces/cli/demo/play.ts';
/** A temporary folder with a small git repository and its own home folder. */
export interface Stage extends Pick<Scratch, 'project' | 'home' | 'clear'> {
  /** The environment of a client's session: another home folder, and the mark of an agent. */
  env: Record<string, string>;
}

export function makeStage(files: Record<string, string>): Stage {
  const { project, home, clear } = makeScratch(files, process.env);
  return { project, home, clear, env: { PATH: process.env.PATH ?? '', HOME: home, CLAUDECODE: '1' } };
}
