# In dom0: the gateway's package in that template. Whether it is there, the package itself tells dom0.
{%- from 'torvm/map.jinja' import torvm %}
{%- set told = 'test "$(qvm-features ' ~ torvm['template'] ~ ' supported-service.qubes-tor)" = 1' %}

include:
  - torvm.clone

# The template's own part: README.md shows it as a command of its own, too.
torvm-template-package:
  cmd.run:
    - name: qubesctl --skip-dom0 --targets={{ torvm['template'] }} state.apply torvm.install
    - unless: {{ told }}
    - require:
      - qvm: torvm-template

# A package that did not get there must not end in a gateway that is none.
torvm-template-ready:
  cmd.run:
    - name: {{ told }}
    - unless: {{ told }}
    - require:
      - cmd: torvm-template-package

# So that the TorVM starts from what was installed.
torvm-template-halted:
  qvm.vm:
    - name: {{ torvm['template'] | json }}
    - actions:
      - shutdown: pass
    - shutdown: []
    - onchanges:
      - cmd: torvm-template-package
    - require:
      - cmd: torvm-template-ready
