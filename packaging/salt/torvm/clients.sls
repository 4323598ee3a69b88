# In dom0: who is to reach the network through Tor, and in no other way. The qubes are there already.
{%- from 'torvm/map.jinja' import torvm %}

include:
  - torvm.create
{%- for client in torvm['clients'] %}

{{ ('torvm-client-' ~ client) | json }}:
  qvm.prefs:
    - name: {{ client | json }}
    - netvm: {{ torvm['name'] | json }}
{%- if torvm['client-disposable-template'] %}
    # What a client opens in a disposable takes that one's network, not the client's.
    - default_dispvm: {{ torvm['client-disposable-template'] | json }}
{%- endif %}
    - require:
      - qvm: torvm-network
{%- endfor %}
