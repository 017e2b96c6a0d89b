#!/bin/sh
# Pink-Page @VERSION@ in one file: this script, then Deno and the program as a tar, compressed by
# gzip. The first start unpacks it into a cache; later ones run Deno from there.

pink_main() {
  if [ "$#" -eq 1 ] && [ "$1" = --version ]; then
    echo 'pink-page @VERSION@, commit @COMMIT@, Deno @DENO_VERSION@, Linux @TARGET@'
    exit 0
  fi
  pink_machine=$(uname -sm)
  [ "$pink_machine" = 'Linux @TARGET@' ] ||
    pink_fail "This file is for Linux @TARGET@, and this machine is $pink_machine." \
      "Use a file of 'deno task pack --target ${pink_machine##* }'."
  pink_find_cache
  pink_home=$pink_cache/@SHA256@
  [ -x "$pink_home/deno" ] || pink_unpack
  export DENO_DIR="$pink_home/deno_dir" DENO_NO_PACKAGE_JSON=1 DENO_NO_UPDATE_CHECK=1
  exec "$pink_home/deno" run @OPTIONS@ "$pink_home/main.js" "$@"
}

# Prints what failed and what to do, and exits as ssh does for its own failures.
pink_fail() {
  echo "pink-page: $*" >&2
  exit 255
}

pink_find_cache() {
  pink_cache=${PINK_PAGE_CACHE:-}
  if [ -z "$pink_cache" ]; then
    # systemd separates several folders by colons.
    pink_base=${CACHE_DIRECTORY:-${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}}
    [ -n "$pink_base" ] || pink_fail "There is no folder to unpack into: HOME is not set." \
      "Set PINK_PAGE_CACHE to a folder that only you can write."
    pink_cache=${pink_base%%:*}/pink-page
  fi
  case $pink_cache in
    /*) ;;
    *) pink_cache=$PWD/$pink_cache ;;
  esac
}

# Unpacks into a new folder, and moves it to its place in one step: starts at the same time do not
# see each other's half.
pink_unpack() {
  for pink_tool in gzip mktemp mv sha256sum tail tar wc; do
    command -v "$pink_tool" >/dev/null ||
      pink_fail "The program $pink_tool is missing: install coreutils, gzip and tar."
  done
  pink_check_file
  mkdir -p -m 700 "$pink_cache" && pink_new=$(mktemp -d "$pink_cache/.new-XXXXXX") ||
    pink_fail "$pink_cache cannot be written." \
      "Set PINK_PAGE_CACHE to a folder that only you can write."
  trap 'rm -rf "$pink_new"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  tail -c @PAYLOAD_BYTES@ "$0" | gzip -dc | tar -xmf - -C "$pink_new" ||
    pink_fail "$pink_cache has no room: free @UNPACKED_MB@ MB," \
      "or set PINK_PAGE_CACHE to a folder that only you can write."
  pink_check_deno
  # After a power cut the folder would otherwise be there, and its files empty.
  sync "$pink_new"/* 2>/dev/null
  mv -T "$pink_new" "$pink_home" 2>/dev/null || [ -x "$pink_home/deno" ] ||
    pink_fail "$pink_home is in the way: remove it."
  rm -rf "$pink_new"
  pink_drop_old
}

pink_check_file() {
  pink_bytes=$(wc -c <"$0") || pink_fail "$0 cannot be read: run it by its path."
  [ "$pink_bytes" -eq @BYTES@ ] ||
    pink_fail "$0 has $pink_bytes bytes instead of @BYTES@: copy it again."
  pink_sha=$(tail -c @PAYLOAD_BYTES@ "$0" | sha256sum)
  [ "${pink_sha%% *}" = @SHA256@ ] ||
    pink_fail "$0 was altered: the SHA-256 of its contents is wrong. Copy it again."
}

pink_check_deno() {
  [ -x "$pink_new/deno" ] || pink_fail "$pink_cache is on a file system that runs no programs" \
    "(noexec). Set PINK_PAGE_CACHE to a folder on another one that only you can write."
  pink_says=$("$pink_new/deno" --version 2>&1) ||
    pink_fail "Deno does not run on this machine: it needs glibc 2.27 or newer. $pink_says"
}

# Keeps the two newest versions, and those that run. Folders of starts that were killed go too.
pink_drop_old() {
  ls -1t "$pink_cache" | grep -E '^[0-9a-f]{64}$' | tail -n +3 | while read -r pink_old; do
    ls -l /proc/[0-9]*/exe 2>/dev/null | grep -qF "/$pink_old/deno" ||
      rm -rf "${pink_cache:?}/$pink_old"
  done
  find "$pink_cache" -maxdepth 1 -name '.new-*' -mmin +60 -exec rm -rf {} +
}

pink_main "$@"
exit
