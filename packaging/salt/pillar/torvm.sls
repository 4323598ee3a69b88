# Everything here is the default, but for the clients.
torvm:
  name: sys-tor
  label: orange
  base: debian-13-xfce
  template: debian-13-tor
  netvm: sys-firewall
  memory: 500
  autostart: false
  clients:
    - anon-web
  client-disposable-template: ''
  packages: []
