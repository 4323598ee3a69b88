#!/bin/sh
# install-vm.sh DIST DESTDIR LIBDIR UNITDIR PRESETDIR SYSCONFDIR: what a gateway needs, which is no Node.
set -eu
dist=$1 root=$2 lib=$3 units=$4 presets=$5 etc=$6
home=$root$lib/qubes-tor-fw

# The firewall's scripts; and Tor's service, which lies where the first TorVM of Qubes had its own.
for file in packaging/boot/*; do
  name=${file##*/}
  case $name in
    tor-service) install -D -m 0755 "$file" "$root$lib/qubes-tor/service" ;;
    *) install -D -m 0755 "$file" "$home/$name" ;;
  esac
done

for rules in packaging/udev/*.rules; do
  install -D -m 0644 "$rules" "$root$lib/udev/rules.d/${rules##*/}"
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
# Debian's Tor is an instance of a template, and goes by another name than Fedora's.
install -d -m 0755 "$root$units/tor@default.service.d"
ln -sfn ../tor.service.d/qubes-tor-fw.conf "$root$units/tor@default.service.d/qubes-tor-fw.conf"

# The guard has the lockdown of the loader in it, for it has to close a gateway that has neither.
awk '/^builtin_lockdown=/ { inside = 1; next } inside && /^\047$/ { exit } inside' packaging/boot/load >"$home/guard.nft"
[ -s "$home/guard.nft" ]
sed -e "/^@LOCKDOWN@\$/r $home/guard.nft" -e '/^@LOCKDOWN@$/d' packaging/qubes/guard.in >"$home/guard"
rm "$home/guard.nft"
chmod 0755 "$home/guard"

install -D -m 0644 packaging/qubes/75-qubes-tor-fw.preset "$root$presets/75-qubes-tor-fw.preset"
install -D -m 0644 packaging/qubes/qubes-tor-fw-notice.desktop "$root$etc/xdg/autostart/qubes-tor-fw-notice.desktop"
install -D -m 0755 packaging/qubes/20-qubes-tor-fw.sh "$root$etc/qubes/post-install.d/20-qubes-tor-fw.sh"
