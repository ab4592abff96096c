#!/bin/sh
# Puts Debian's newest git, with the C library that it needs, into test/clients/newest-git, next to the system's git.
# Tests of repositories that an older git can't make or read use it: references in a reftable, for example.
# Usage: scripts/newest-git.sh [FOLDER]. Takes a minute, once. Prints the reason on failure, and exits with 1.
set -eu
to=${1:-$(dirname "$0")/../test/clients/newest-git}
mkdir -p "$to"
to=$(cd "$to" && pwd)
[ -x "$to/bin/git" ] && "$to/bin/git" --version && exit 0
fail() { echo "newest git: $1" >&2; exit 1; }
command -v apt-get >/dev/null || fail "it comes from Debian's packages, and this system has no apt-get"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/root"
# The address from which this system gets its packages, with or without a proxy of its own.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+' | grep -vE 'security|archive/' | head -n 1)
echo "deb ${mirror:-https://deb.debian.org/debian} sid main" >"$work/sources.list"
apt() {
  apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o "Dir::Cache::Archives=$work/archives" \
    -o APT::Sandbox::User=root "$@" 2>"$work/said" || fail "$(tail -n 1 "$work/said")"
}
apt update
(cd "$work" && apt download git libc6 libpcre2-8-0 zlib1g)
for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done

loader=$(find "$work/root" -name 'ld-linux*.so*' | head -n 1)
[ -n "$loader" ] || fail "its C library has no loader for this system"

rm -rf "${to:?}"/*
mkdir -p "$to/bin" "$to/core" "$to/lib"
cp "$work/root/usr/bin/git" "$to/lib/git"
find "$work/root" -path '*linux-gnu*' -name '*.so*' -exec cp -P {} "$to/lib/" \;
cp -r "$work/root/usr/lib/git-core/." "$to/core/"
# The program is started by its own loader, so that it finds its own library. All names of git are this one file.
cat >"$to/core/git" <<END
#!/bin/sh
GIT_EXEC_PATH=$to/core exec $to/lib/$(basename "$loader") --library-path $to/lib --argv0 "\${0##*/}" $to/lib/git "\$@"
END
chmod +x "$to/core/git"
find "$to/core" -type l -lname '*bin/git' -exec ln -sf git {} \;
find "$to/core" -type l -name 'git-*' ! -exec test -e {} \; -exec ln -sf git {} \;
ln -s ../core/git "$to/bin/git"
"$to/bin/git" --version || fail "its program doesn't start here"
