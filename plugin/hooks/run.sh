#!/bin/sh
# Starts Backlog's programs for the client's hooks where no server can be asked: at a session's start and end, and before
# an edit. It is a shell script because it also speaks on a machine on which none of these programs can run.
event=$1
plugin=${CLAUDE_PLUGIN_ROOT:-${0%/hooks/*}}
home=${BACKLOG_DIR:-${BACKLOG_HOME:-$HOME/.backlog}}
# A contained agent has no queue here. Its sandbox denies edits outside its worktree.
[ -z "${BACKLOG_BROKER+set}" ] || exit 0

program=hook
if [ "$event" = PreToolUse ]; then
  program=guard
  [ -d "$home" ] || exit 0
  # The session's server has just answered this hook: its answer counts.
  if read -r answered _ 2>/dev/null <"$home/serving/$PPID"; then
    age=$(($(date +%s) - answered))
    # A mark from the future was written before the clock was set back, and vouches for nothing.
    [ "$age" -lt 0 ] || [ "$age" -gt 1 ] || exit 0
  fi
fi

if ! command -v node >/dev/null 2>&1; then
  why='Node.js (the program node) is not in PATH. Install Node.js 20.11 or newer, or start Claude Code where PATH has it.'
elif [ ! -f "$plugin/dist/$program.cjs" ]; then
  why="the plugin's folder dist is missing. Install the plugin again: /plugin"
else
  exec 3>&1
  why=$(node "$plugin/dist/$program.cjs" "$event" "$PPID" 2>&1 >&3) && exit 0
  why="$(printf '%s\n' "$why" | head -n 1)."
fi
says="Backlog does not run in this session: $why Then start a new session."

# A repository without a queue has nothing to guard. A worktree's file .git does not say.
folder=$PWD
while [ -n "$folder" ] && [ ! -e "$folder/.git" ]; do folder=${folder%/*}; done
[ ! -d "$folder/.git" ] || [ -e "$folder/.git/backlog" ] || [ -n "${BACKLOG_DIR:-}" ] || exit 0

# Makes a text part of a JSON text.
json() { printf '%s' "$1" | tr '\t\n' '  ' | sed 's/[\\"]/\\&/g'; }

if [ "$event" = SessionStart ]; then
  text=$(json "$says Edits in places that others have claimed are still denied.")
  printf '{"systemMessage":"%s","hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"%s"}}' "$text" "$text"
fi
[ "$event" = PreToolUse ] && [ -z "${BACKLOG_RUN:-}" ] || exit 0

# The path is near the start of the input, before the new content.
input=$(head -c 16384)
field() {
  rest=${input#*"\"$1\":\""}
  [ "$rest" = "$input" ] || printf '%s' "${rest%%\"*}"
}
path=$(field file_path)
[ -n "$path" ] || path=$(field notebook_path)
case $path in /*) ;; *) path=$PWD/$path ;; esac
# A path that this script can't compare could be in each claimed place: one with an escape of JSON, or a way up.
unclear=
case $path in *\\* | */../* | */..) unclear=yes ;; esac
session=$(field session_id)
now=$(date +%s)
tab=$(printf '\t')
# Each snapshot of claims ends with a line for each place: end, session, folder or file, task.
for claims in "$home"/claims/*.json "$home"/workspaces/*/claims/*.json; do
  [ -f "$claims" ] || continue
  while IFS=$tab read -r until holder place label; do
    case $until in '' | *[!0-9]*) continue ;; esac
    [ "$until" -gt "$now" ] && [ "$holder" != "$session" ] || continue
    case $path in "$place" | "$place"/*) ;; *) [ -n "$unclear" ] || continue ;; esac
    text=$(json "$path is in a place that another session has claimed${label:+ for $label}. $says")
    printf '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"%s"}}' "$text"
    exit 0
  done <"$claims"
done
