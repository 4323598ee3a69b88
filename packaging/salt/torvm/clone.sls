# In dom0: a template of the TorVM's own.
{%- from 'torvm/map.jinja' import torvm %}

torvm-template:
  qvm.clone:
    - name: {{ torvm['template'] | json }}
    - source: {{ torvm['base'] | json }}
