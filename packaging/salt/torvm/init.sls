# All of it, in the order in which nothing is ever open: no client gets the TorVM for its network before the template
# has told dom0 that the gateway is in it.
#
#   qubesctl state.apply torvm

include:
  - torvm.template
  - torvm.create
  - torvm.clients
