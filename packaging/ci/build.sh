#!/usr/bin/env bash
# First step of the action: makes the command from the action's own checkout. Nothing is fetched but what the lockfile
# names, by its digests, and no script of a dependency is run.
set -euo pipefail

fail() {
  printf '::error title=qubes-tor-fw::%s\n' "$1"
  exit 3
}

cd "${GITHUB_ACTION_PATH:?the action tells where it lies}"
command -v node >/dev/null || fail 'Node 20.19 or newer has to be there: put actions/setup-node before this action'
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number)
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)
' || fail "Node $(node --version) is too old; 20.19 or newer is needed: put actions/setup-node before this action"

# A job may use the action several times; the second time it is built already.
if [[ ${QUBES_TOR_FW_BUILT:-} == "$PWD" && -e dist/start.cjs ]]; then
  exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node scripts/build.mjs
printf 'QUBES_TOR_FW_BUILT=%s\n' "$PWD" >>"${GITHUB_ENV:?a step has a file for the environment}"
