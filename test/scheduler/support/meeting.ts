import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lets two processes put their commit of one of these commands into the log only when both are about to. That of the
 * first command comes first.
 * @returns a file that both of them load first
 */
export function meetingCommits(root: string, first: string, second = first): string {
  const [folder, preload] = [join(root, 'met'), join(root, 'meet.cjs')];
  mkdirSync(folder);
  const source = `
const fs = require('node:fs');
const link = fs.linkSync;
let met = false;
const folder = ${JSON.stringify(folder)};
const late = Date.now() + 20_000;
const wait = (isOver) => {
  while (!isOver() && Date.now() < late) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
};
fs.linkSync = (from, to) => {
  const [, command] = met ? [] : (/"command":"(${first}|${second})"/.exec(fs.readFileSync(from, 'utf8')) ?? []);
  if (command === undefined) return link(from, to);
  met = true;
  fs.writeFileSync(folder + '/' + process.pid, '');
  wait(() => fs.readdirSync(folder).length >= 2);
  if (command !== '${first}') wait(() => fs.existsSync(folder + '/linked'));
  link(from, to);
  fs.writeFileSync(folder + '/linked', '');
};
require('node:module').syncBuiltinESMExports();
`;
  writeFileSync(preload, source);
  return preload;
}
