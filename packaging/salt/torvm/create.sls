# In dom0: the TorVM. The service that makes it one is switched on before it may provide network to anybody.
{%- from 'torvm/map.jinja' import torvm %}

include:
  - torvm.template

torvm-qube:
  qvm.vm:
    - name: {{ torvm['name'] | json }}
    - present:
      - template: {{ torvm['template'] | json }}
      - label: {{ torvm['label'] | json }}
    - service:
      - enable:
        - qubes-tor
    - features:
      - enable:
        - servicevm
    - require:
      - cmd: torvm-template-ready

torvm-network:
  qvm.prefs:
    - name: {{ torvm['name'] | json }}
    - template: {{ torvm['template'] | json }}
    - netvm: {{ torvm['netvm'] | json }}
    - provides-network: True
    - memory: {{ torvm['memory'] }}
    - autostart: {{ torvm['autostart'] }}
    - require:
      - qvm: torvm-qube
