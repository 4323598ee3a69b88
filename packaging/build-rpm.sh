#!/bin/sh
# build-rpm.sh TARBALL VERSION OUT: RPM's source package and packages of that tarball, in OUT. Debian's rpmbuild will do:
# there nothing that the specification asks for is known to its database, so that --nodeps leaves the question out.
set -eu
# The package's own make is another make: what the command line told this one is not for it.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
tarball=$1 version=$2 out=$3

rm -rf "$out"
mkdir -p "$out"
top=$(cd "$out" && pwd)/top
mkdir -p "$top/SOURCES" "$top/SPECS"
cp "$tarball" "$top/SOURCES/"
sed "s/@VERSION@/$version/g" packaging/rpm/qubes-tor-fw.spec.in >"$top/SPECS/qubes-tor-fw.spec"
flags=${RPM_BUILD_FLAGS:-}
[ ! -e /etc/debian_version ] || flags="$flags --nodeps"
# shellcheck disable=SC2086
rpmbuild -ba $flags --define "_topdir $top" "$top/SPECS/qubes-tor-fw.spec"
find "$top/RPMS" "$top/SRPMS" -name '*.rpm' -exec mv {} "$out/" \;
rm -rf "$top"
