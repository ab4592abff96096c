#!/bin/sh
# Starts Backlog's programs for the client's hooks where no server can be asked: at a session's start and end, and before
# an edit. It is a shell script because it also speaks on a machine on which none of these programs can run.
event=$1
plugin=${CLAUDE_PLUGIN_ROOT:-${0%/hooks/*}}
# Empty if no variable has it, as an absolute path. The programs then ask the system.
case ${HOME:-} in /*) ;; *) HOME= ;; esac
home=${BACKLOG_DIR:-${BACKLOG_HOME:-${HOME:+$HOME/.backlog}}}
# A contained agent has no queue here. Its sandbox denies edits outside its worktree.
[ -z "${BACKLOG_BROKER:-}" ] || exit 0
[ "$event" != PreToolUse ] || [ -z "$home" ] || [ -d "$home" ] || exit 0

input=$(cat)
program=hook
proof=0
if [ "$event" = PreToolUse ]; then
  program=guard
  # The guard proves with this code that it has checked the edit. An empty program ends with 0.
  proof=42
  # The session's server has answered this call already: its answer counts.
  if read -r _ _ calls 2>/dev/null <"$home/serving/$PPID"; then
    for call in $calls; do
      case $input in *"\"tool_use_id\":\"$call\""*) exit 0 ;; esac
    done
  fi
fi

if ! command -v node >/dev/null 2>&1; then
  why='Node.js (the program node) is not in PATH. Install Node.js 20.11 or newer, or start Claude Code where PATH has it.'
else
  why="the plugin's folder dist is missing or damaged. Install the plugin again: /plugin"
  if [ -s "$plugin/dist/$program.cjs" ]; then
    exec 3>&1
    failed=$(printf '%s' "$input" | node "$plugin/dist/$program.cjs" "$event" "$PPID" 2>&1 >&3)
    [ $? -ne $proof ] || exit 0
    [ -z "$failed" ] || why="$(printf '%s\n' "$failed" | head -n 1)."
  fi
fi
says="Backlog does not run in this session: $why Then start a new session."

# Checks whether a folder's repository may have a queue. Without one, it has nothing to guard. A worktree's file .git does
# not say.
guarded() {
  top=$1
  while [ -n "$top" ] && [ ! -e "$top/.git" ]; do top=${top%/*}; done
  [ ! -d "$top/.git" ] || [ -e "$top/.git/backlog" ] || [ -n "${BACKLOG_DIR:-}" ]
}

# Makes a text part of a JSON text.
json() { printf '%s' "$1" | tr '\t\n' '  ' | sed 's/[\\"]/\\&/g'; }
# Tells the person and the model a text.
tell() {
  text=$(json "$1")
  printf '{"systemMessage":"%s","hookSpecificOutput":{"hookEventName":"%s","additionalContext":"%s"}}' "$text" "$event" "$text"
}

[ "$event" != SessionStart ] || ! guarded "$PWD" || tell "$says Edits in places that others have claimed are still denied, from the last known claims."
[ "$event" = PreToolUse ] || exit 0

export LC_ALL=C
# Each string of the input on a line of its own: a field's name, a colon, its value. An escaped quote leaves a backslash. A
# name may be there several times, because the model writes a part of the input. Then all values are one, with line feeds.
field() { printf '%s\n' "$input" | tr '\n"' ' \n' | sed -n "/^$1\$/{n;/^ *: *\$/{n;p;};}"; }
path=$(
  field file_path
  field notebook_path
)
# A path that this script can't compare could be in each claimed place: one with an escape of JSON, blanks that the client
# removes, a name that is written in several ways, a link, or several paths.
unclear=
case $path in '' | [\ ~]* | *\\* | *\ | *[!\ -~]*) unclear=yes ;; esac
case $path in /*) ;; *) path=$PWD/$path ;; esac
case $path/ in *//* | */./* | */../*) unclear=yes ;; esac
[ ! -L "$path" ] || unclear=yes
folder=${path%/*}
while [ -n "$folder" ] && [ ! -d "$folder" ]; do folder=${folder%/*}; done
real=$(CDPATH= cd -- "$folder/" 2>/dev/null && pwd -P)${path#"$folder"}
case $real in *[!\ -~]*) unclear=yes ;; esac
guarded "$PWD" || guarded "${real%/*}" || exit 0

session=$(field session_id)
now=$(date +%s)
tab=$(printf '\t')
damaged=
[ -n "$home" ] || damaged=yes
# Each snapshot of claims has a line for each place: end, session, folder or file, task. Its last line is "end". Without one
# in a queue's folder, the pattern is the name of a file that is missing.
set -- "$home"/workspaces/*
[ -z "${BACKLOG_DIR:-}" ] || set -- "$home"
for queue; do
  [ -d "$queue" ] || continue
  for claims in "$queue"/claims/*.json; do
    whole=
    [ ! -f "$claims" ] || [ ! -r "$claims" ] || while IFS=$tab read -r until holder place label; do
      [ "$until" != end ] || whole=yes
      case $until in '' | *[!0-9]*) continue ;; esac
      [ "$until" -gt "$now" ] && [ "$holder" != "$session" ] || continue
      case $unclear$path in yes* | "$place" | "$place"/*) ;; *)
        case $real in "$place" | "$place"/*) ;; *) continue ;; esac
      esac
      text=$(json "$path is in a place that another session has claimed${label:+ for $label}. $says")
      printf '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"%s"}}' "$text"
      exit 0
    done <"$claims"
    [ -n "$whole" ] || damaged=yes
  done
done
[ -z "$damaged" ] || tell "The last known claims can't be read. So edits in files that others have claimed are not denied. $says"
