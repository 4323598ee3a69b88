#!/bin/sh
# generate.sh DIST: what packages hold besides the command in DIST itself. The default policy is compiled there, which
# proves it; what is not proved is not written, and ends the build.
set -eu
dist=$1
command=$dist/start.cjs

rm -rf "$dist/artefacts" "$dist/completion"
mkdir -p "$dist/completion"
for shell in bash zsh fish; do
  node "$command" completion "$shell" >"$dist/completion/$shell"
done
node "$command" compile --out "$dist/artefacts"
