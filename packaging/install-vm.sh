#!/bin/sh
# install-vm.sh DIST DESTDIR LIBDIR UNITDIR PRESETDIR SYSCONFDIR: what a gateway needs, which is no Node.
set -eu
dist=$1 root=$2 lib=$3 units=$4 presets=$5 etc=$6
home=$root$lib/qubes-tor-fw

# The loader is one file for each of its jobs; Tor's service has the place and the name that Qubes' own TorVM gave it.
for file in packaging/boot/*; do
  case ${file##*/} in
    *.md) ;;
    qubes-tor-service) install -D -m 0755 "$file" "$root$lib/qubes-tor/service" ;;
    *) install -D -m 0755 "$file" "$home/${file##*/}" ;;
  esac
done

install -d -m 0755 "$home/artefacts" "$root$lib/qubes-tor"
install -m 0644 "$dist"/artefacts/* "$home/artefacts/"
ln -sfn ../qubes-tor-fw/artefacts/torrc "$root$lib/qubes-tor/torrc"

for unit in packaging/systemd/*.*; do
  if [ -d "$unit" ]; then
    for part in "$unit"/*; do
      install -D -m 0644 "$part" "$root$units/${unit##*/}/${part##*/}"
    done
  else
    install -D -m 0644 "$unit" "$root$units/${unit##*/}"
  fi
done
install -D -m 0644 packaging/qubes/75-qubes-tor-fw.preset "$root$presets/75-qubes-tor-fw.preset"
install -D -m 0755 packaging/qubes/20-qubes-tor-fw.sh "$root$etc/qubes/post-install.d/20-qubes-tor-fw.sh"
