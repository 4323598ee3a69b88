#!/bin/sh
# Qubes runs this after a template was installed or updated: it tells dom0 that qubes of this template can be a TorVM,
# so that `qubes-tor` is among the services that a qube's settings offer.
if [ -x /usr/bin/qvm-features-request ]; then
  qvm-features-request supported-service.qubes-tor=1
fi
