#!/bin/sh
# dist.sh TREE TARBALL: the sources as git has them, and what is generated of them. Left out are the packages' digest,
# which would hold itself, and V8's code, which is of one version of Node and never the same twice.
set -eu
tree=$1 tarball=$2
files=$(mktemp)
marker=$(mktemp -d)
trap 'rm -rf "$files" "$marker"' EXIT

mkdir -p "${tarball%/*}"
if [ -e prebuilt ]; then
  find . -type f ! -path './build/*' ! -path './debian/*' | sed 's,^\./,,' >"$files"
else
  git ls-files | while IFS= read -r name; do [ ! -f "$name" ] || printf '%s\n' "$name"; done >"$files"
  find dist packages/*/dist -type f ! -name '*.v8' ! -path 'dist/types/*' >>"$files"
  find src packages -name '*.generated.*' -type f ! -path '*/node_modules/*' >>"$files"
fi
grep -vx -e 'packaging/qubes-tor-fw.tar.xz.sha512' -e prebuilt "$files" | sort -u >"$files.sorted"
mv "$files.sorted" "$files"
cat version >"$marker/prebuilt"

tar --create --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  --mode=u+rwX,go+rX,go-w --transform="s,^,$tree/," --no-recursion \
  --files-from="$files" --directory="$marker" prebuilt |
  xz --threads=1 -6 >"$tarball.new"
mv "$tarball.new" "$tarball"
(cd "${tarball%/*}" && sha512sum "${tarball##*/}" >"${tarball##*/}.sha512")
echo "$tarball"
