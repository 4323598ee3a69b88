#!/bin/sh
# check.sh DIST: whether what is to be packed is what was generated, and of this version. Where Node is there it is
# compiled and proved once more and compared.
set -eu
dist=$1
version=$(cat version)

fail() {
  echo "check: $1" >&2
  exit 1
}

(cd "$dist/artefacts" && sha256sum --quiet --strict -c SHA256SUMS) || fail 'the artefacts are not what was compiled'
grep -qx "version $version" "$dist/artefacts/manifest" || fail "the artefacts are not of version $version"
grep -qx 'proved yes' "$dist/artefacts/manifest" || fail 'nobody proved the artefacts'
head -n 1 packaging/debian/changelog | grep -qF "($version-" || fail "the changelog of the package is not of version $version"

for script in packaging/*.sh packaging/boot/* packaging/qubes/*; do
  case $(head -c 2 "$script") in
    '#!') sh -n "$script" || fail "$script does not parse" ;;
  esac
done

if command -v node >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)'; then
  node "$dist/start.cjs" compile --check --out "$dist/artefacts" || fail 'the artefacts are stale'
fi
