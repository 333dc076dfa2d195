#!/usr/bin/python3
"""Answers what the ansible-core that is installed makes of expressions and templates.

Reads JSON lines from standard input and answers each with one. The first line has "variables" and "files", the template
files by name. Then:

    {"kind": "expression", "source": "a + 1"}     as a condition has it: the value as Python writes it
    {"kind": "string", "source": "{{ a }} b"}     as a playbook's string: its text
    {"kind": "template", "source": "..."}         as a template file: its text

The answer is {"ok": text}, {"error": text}, or {"unknown": reason} where Python has none that could be compared.
"""
import copy
import functools
import json
import os
import re
import signal
import sys
import tempfile
import types
import warnings

warnings.filterwarnings('ignore')

from ansible.parsing.dataloader import DataLoader
from ansible.template import AnsibleEnvironment, Templar
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var
from jinja2.filters import FILTERS
from jinja2.runtime import Undefined

ITERATORS = (types.GeneratorType, map, filter, zip, range, type({}.keys()), type({}.items()), type({}.values()))
SECONDS = 3


class Slow(BaseException):
    """The answer takes longer than anybody waits."""


class Incomparable(BaseException):
    """The answer has no form that another program could give."""


def refuse_slow(*_):
    raise Slow()


def plain(value):
    """The value with lists for what Python works out only when it is asked, texts for what is text in all but name."""
    if type(value) is Undefined:
        raise Incomparable('nothing within a list')
    if isinstance(value, Undefined):
        raise ValueError('undefined')
    if isinstance(value, (set, frozenset)):
        raise Incomparable('a set has no order')
    if isinstance(value, ITERATORS):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if type(value).__name__ == '_GroupTuple':
        return tuple(plain(item) for item in value)
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, bytes)):
        return value
    raise Incomparable(type(value).__name__)


def without_markup(function):
    """The filter giving a plain text: what is marked as HTML escapes whatever is added to it, and is another text in lists."""
    @functools.wraps(function)
    def plain_filter(*args, **kwargs):
        return str(function(*args, **kwargs))
    return plain_filter


class Oracle:
    """Ansible's templar over one set of variables."""

    def __init__(self, variables, folder):
        # What looks like a template is data here, as it is where it comes from a host.
        self.variables = {name: wrap_var(value) if '{{' in str(value) else value for name, value in variables.items()}
        self.loader = DataLoader()
        self.loader.set_basedir(folder)
        self.templar = Templar(loader=self.loader, variables={})
        self.files = Templar(loader=self.loader, variables={}).copy_with_new_env(
            environment_class=AnsibleEnvironment, searchpath=[folder], newline_sequence='\n', available_variables={})

        for environment in (self.templar.environment, self.files.environment):
            for name in ('e', 'escape', 'forceescape', 'safe', 'tojson'):
                environment.filters[name] = without_markup(FILTERS[name])

    def expression(self, source):
        variables = copy.deepcopy(self.variables)
        self.templar.available_variables = variables
        known = dict(self.templar.environment.globals, lookup=self.templar._lookup, query=self.templar._query_lookup,
                     q=self.templar._query_lookup)
        known.pop('vars', None)
        known.update(variables)
        value = self.templar.environment.compile_expression(f'({source})', undefined_to_none=False)(**known)
        # What "x if false" gives prints nothing and is no mistake by itself.
        if type(value) is Undefined:
            return "''"
        return repr(plain(value))

    def string(self, source):
        self.templar.available_variables = copy.deepcopy(self.variables)
        return str(self.templar.do_template(source, convert_data=False))

    def template(self, source):
        self.files.available_variables = copy.deepcopy(self.variables)
        return str(self.files.do_template(source, preserve_trailing_newlines=True, escape_backslashes=False))

    def answer(self, kind, source):
        signal.alarm(SECONDS)
        try:
            text = {'expression': self.expression, 'string': self.string, 'template': self.template}[kind](source)
            if text == source and re.search('{[{%]', source):
                return {'unknown': 'an error while a constant is worked out: Ansible gives the template back'}
            if re.search(r'[\ud800-\udfff]|\\udc| at 0x[0-9a-f]{6,}|<built-in|AnsibleUndefined|<generator|dict_(keys|values|items)\(', text, re.IGNORECASE):
                return {'unknown': 'it prints an object'}
            return {'ok': text}
        except (Slow, Incomparable) as reason:
            return {'unknown': f'{type(reason).__name__} {reason}'}
        except RecursionError:
            return {'unknown': 'too deep'}
        except Exception as error:  # whatever a template makes Python raise is its answer
            if 'expected str instance' in str(error):
                return {'unknown': 'super() and self refuse what is no text in this version of Jinja'}
            return {'error': f'{type(error).__name__}: {error}'[:300]}
        finally:
            signal.alarm(0)


def main():
    signal.signal(signal.SIGALRM, refuse_slow)
    Display.warning = Display.deprecated = lambda *_, **__: None
    given = json.loads(sys.stdin.readline())
    with tempfile.TemporaryDirectory() as folder:
        for name, content in given['files'].items():
            with open(os.path.join(folder, name), 'w') as file:
                file.write(content)
        oracle = Oracle(given['variables'], folder)
        for line in sys.stdin:
            question = json.loads(line)
            print(json.dumps(oracle.answer(question['kind'], question['source'])), flush=True)


if __name__ == '__main__':
    main()
