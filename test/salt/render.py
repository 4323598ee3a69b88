"""Renders the states of packaging/salt as Salt does, by Jinja and YAML, with the pillar of standard input; prints JSON."""
import json
import pathlib
import sys

import jinja2
import yaml

folder = pathlib.Path(__file__).resolve().parents[2] / 'packaging/salt'
pillar = json.load(sys.stdin)


def pillar_get(key, default=None, merge=False):
    """As Salt's `pillar.get`: with `merge`, what the pillar has over the default, one level deep here."""
    value = pillar.get(key, default)
    return {**default, **value} if merge else value


class Loader(yaml.SafeLoader):
    """YAML of which a key given twice is an error, as it is to Salt."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.YAMLError(f'a key twice in {keys}')
        return super().construct_mapping(node, deep=deep)


environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(folder), undefined=jinja2.StrictUndefined
)
environment.filters['json'] = json.dumps
environment.globals['salt'] = {'pillar.get': pillar_get}

json.dump(
    {
        '.'.join(path.relative_to(folder).with_suffix('').parts).removesuffix('.init'): yaml.load(
            environment.get_template(str(path.relative_to(folder))).render(), Loader
        )
        for path in sorted(folder.glob('torvm/*.sls'))
    },
    sys.stdout,
)
