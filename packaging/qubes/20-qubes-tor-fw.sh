#!/bin/sh
# Qubes runs this among others after a template was installed or updated: it tells dom0 that qubes of this template can
# be a TorVM. dom0 takes what all of them say together for the whole list, so that nothing is sent from here alone. The
# script may outlive the package, and is silent then.
if [ -x /usr/lib/qubes-tor-fw/load ]; then
  qvm-features-request supported-service.qubes-tor=1
fi
