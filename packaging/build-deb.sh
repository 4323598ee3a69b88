#!/bin/sh
# build-deb.sh TARBALL VERSION OUT: Debian's source package and packages of that tarball, in OUT.
set -eu
# The package's own make is another make: what the command line told this one is not for it.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
tarball=$1 version=$2 out=$3
tree=qubes-tor-fw-$version

rm -rf "$out"
mkdir -p "$out"
cp "$tarball" "$out/qubes-tor-fw_$version.orig.tar.xz"
tar --extract --file="$tarball" --directory="$out"
# Debian wants the folder at the top of the tree; in the project it lies with the other packaging.
cp -R "$out/$tree/packaging/debian" "$out/$tree/debian"
# shellcheck disable=SC2086
(cd "$out/$tree" && dpkg-buildpackage --no-sign ${DEB_BUILD_FLAGS:-})
rm -rf "${out:?}/$tree"
