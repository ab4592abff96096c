import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../support/files.ts';
import type { GateYard } from './yard.ts';

/** How hooks are kept in a repository. Its own hook, where there is one, adds a line to `ran` in the home folder. */
export interface Setup {
  name: string;
  prepare(yard: GateYard): void;
  /** Does git run a hook of the repository? */
  runs: boolean;
  /** What becomes the gate, from the yard's folder. */
  file: string;
  /** Needs `--force`. */
  forced?: true;
}

const SH = '#!/bin/sh\necho "$0" >>"$HOME/ran"\ntest ! -e "$HOME/fails"\n';

function hook(folder: string, text: string, mode = 0o755, name = 'pre-commit'): void {
  writeFiles(folder, { [name]: text });
  chmodSync(join(folder, name), mode);
}

const OWN = 'project/.git/hooks/pre-commit';
const hooks = ({ project }: GateYard) => join(project, '.git/hooks');

/** The files are as husky 9.1.7, husky 8.0.3 and lefthook 2.2.2 write them, those of lefthook without what looks for it elsewhere. */
export const SETUPS: readonly Setup[] = [
  { name: 'no hook', prepare: () => undefined, runs: false, file: OWN },
  { name: 'no folder of hooks', prepare: (yard) => rmSync(hooks(yard), { recursive: true }), runs: false, file: OWN },
  { name: 'a shell script', prepare: (yard) => hook(hooks(yard), SH), runs: true, file: OWN },
  { name: 'a script that cannot be executed', prepare: (yard) => hook(hooks(yard), SH, 0o644), runs: false, file: OWN },
  { name: 'a read-only script', prepare: (yard) => hook(hooks(yard), SH, 0o555), runs: true, file: OWN },
  {
    name: 'a script that stops at the first error',
    prepare: (yard) => hook(hooks(yard), SH.replace('#!/bin/sh', '#!/bin/sh -e')),
    runs: true,
    file: OWN,
  },
  {
    name: 'a script of bash',
    prepare: (yard) => hook(hooks(yard), SH.replace('#!/bin/sh', '#!/usr/bin/env bash\nset -euo pipefail; a=(1 2)')),
    runs: true,
    file: OWN,
  },
  {
    name: 'a script of bash that asks its own name, what is beside it and what is above it',
    prepare: (yard) => {
      hook(hooks(yard), 'test -e "$here/../../src/a.ts"', 0o644, 'above');
      hook(hooks(yard), BY_NAME);
    },
    runs: true,
    file: OWN,
  },
  {
    name: 'a program of Node',
    prepare: (yard) =>
      hook(
        hooks(yard),
        `#!/usr/bin/env node\nconst fs = require('node:fs');\nfs.appendFileSync(process.env.HOME + '/ran', 'x\\n');\nprocess.exit(fs.existsSync(process.env.HOME + '/fails') ? 1 : 0);\n`,
      ),
    runs: true,
    file: OWN,
  },
  {
    name: 'a link to a script of the working tree',
    prepare: (yard) => {
      hook(join(yard.project, 'tools'), SH, 0o755, 'check');
      yard.sure('add', 'tools');
      yard.sure('commit', '--quiet', '-m', 'Tools');
      mkdirSync(hooks(yard), { recursive: true });
      symlinkSync('../../tools/check', join(hooks(yard), 'pre-commit'));
    },
    runs: true,
    file: OWN,
  },
  {
    name: 'core.hooksPath of the repository, ignored there',
    prepare: (yard) => {
      yard.write({ '.git/info/exclude': '/.hooks\n' });
      hook(join(yard.project, '.hooks'), SH);
      yard.sure('config', 'core.hooksPath', '.hooks');
    },
    runs: true,
    file: 'project/.hooks/pre-commit',
  },
  {
    name: 'core.hooksPath of the repository, tracked there',
    prepare: (yard) => {
      hook(join(yard.project, '.hooks'), SH);
      yard.sure('add', '.hooks');
      yard.sure('commit', '--quiet', '-m', 'Hooks');
      yard.sure('config', 'core.hooksPath', '.hooks');
    },
    runs: true,
    file: 'project/.hooks/pre-commit',
    forced: true,
  },
  {
    name: 'core.hooksPath of all repositories, with a blank and a quote in it',
    prepare: (yard) => {
      hook(join(yard.folder, "Ada's hooks"), SH);
      yard.sure('config', '--global', 'core.hooksPath', "~/Ada's hooks");
    },
    runs: true,
    file: "Ada's hooks/pre-commit",
  },
  {
    name: 'husky 9',
    prepare: (yard) => {
      yard.write({ '.husky/pre-commit': 'echo "$0" >>"$HOME/ran"\ntest ! -e "$HOME/fails"\n' });
      yard.sure('add', '.husky');
      yard.sure('commit', '--quiet', '-m', 'Husky');
      const folder = join(yard.project, '.husky/_');
      writeFiles(folder, { '.gitignore': '*', h: HUSKY_9 });
      for (const name of ['pre-commit', 'commit-msg'])
        hook(folder, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"', 0o755, name);
      yard.sure('config', 'core.hooksPath', '.husky/_');
    },
    runs: true,
    file: 'project/.husky/_/pre-commit',
  },
  {
    name: 'husky 8',
    prepare: (yard) => {
      const own = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n';
      yard.write({ '.husky/.gitignore': '_\n' });
      hook(join(yard.project, '.husky'), `${own}echo "$0" >>"$HOME/ran"\ntest ! -e "$HOME/fails"\n`);
      hook(join(yard.project, '.husky'), `${own}true\n`, 0o755, 'commit-msg');
      yard.sure('add', '.husky');
      yard.sure('commit', '--quiet', '-m', 'Husky');
      hook(join(yard.project, '.husky/_'), HUSKY_8, 0o644, 'husky.sh');
      yard.sure('config', 'core.hooksPath', '.husky');
    },
    runs: true,
    file: 'project/.husky/_/husky.sh',
  },
  {
    name: 'lefthook',
    prepare: (yard) => {
      hook(join(yard.folder, 'bin'), SH.replace('\n', '\n[ "$1" != -h ] || exit 0\n'), 0o755, 'lefthook');
      hook(hooks(yard), LEFTHOOK);
    },
    runs: true,
    file: OWN,
  },
];

/** One script for all hooks, as overcommit has it. */
const BY_NAME = `#!/usr/bin/env bash
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/above" || exit 1
case "$(basename "$0")" in
  pre-commit) echo "$0" >>"$HOME/ran"; test ! -e "$HOME/fails" ;;
esac
`;

const HUSKY_9 = `#!/usr/bin/env sh
[ "$HUSKY" = "2" ] && set -x
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n

[ ! -f "$s" ] && exit 0

i="\${XDG_CONFIG_HOME:-$HOME/.config}/husky/init.sh"
[ -f "$i" ] && . "$i"

[ "\${HUSKY-}" = "0" ] && exit 0

export PATH="node_modules/.bin:$PATH"
sh -e "$s" "$@"
c=$?

[ $c != 0 ] && echo "husky - $n script failed (code $c)"
[ $c = 127 ] && echo "husky - command not found in PATH=$PATH"
exit $c
`;

const HUSKY_8 = `#!/usr/bin/env sh
if [ -z "$husky_skip_init" ]; then
  readonly hook_name="$(basename -- "$0")"

  if [ "$HUSKY" = "0" ]; then
    exit 0
  fi

  readonly husky_skip_init=1
  export husky_skip_init
  sh -e "$0" "$@"
  exitCode="$?"

  if [ $exitCode != 0 ]; then
    echo "husky - $hook_name hook exited with code $exitCode (error)"
  fi

  exit $exitCode
fi
`;

const LEFTHOOK = `#!/bin/sh

if [ "$LEFTHOOK" = "0" ]; then
  exit 0
fi

call_lefthook()
{
  if test -n "$LEFTHOOK_BIN"
  then
    "$LEFTHOOK_BIN" "$@"
  elif "$HOME/bin/lefthook" -h >/dev/null 2>&1
  then
    "$HOME/bin/lefthook" "$@"
  else
    echo "Can't find lefthook in PATH"
  fi
}

call_lefthook run "pre-commit" "$@"
`;
