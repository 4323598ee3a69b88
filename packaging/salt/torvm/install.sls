# In the template: the gateway's package, by its name from the template's repositories, or from dom0's files.
{%- from 'torvm/map.jinja' import torvm %}

torvm-package:
  pkg.installed:
{%- if torvm['packages'] %}
    - sources:
{%- for package in torvm['packages'] %}
      - {{ package | json }}
{%- endfor %}
{%- else %}
    - pkgs:
      - qubes-tor-fw-vm
    - refresh: True
{%- endif %}

# The package has it run when it is installed; told twice is told once.
torvm-advertised:
  cmd.run:
    - name: /etc/qubes-rpc/qubes.PostInstall
    - onchanges:
      - pkg: torvm-package
