#!/usr/bin/env python3
"""Asks the ansible-core that is installed for its answers to all cases and writes them back into the files.

    test/template/regenerate-answers.py [FILE ...]

cases.json: kind "expr" is evaluated as a playbook string's expression (backslashes are literal), "when" as a condition,
"tmpl" as a template file. answers.json: expressions with escapes as in conditions, and template files. An answer that
Python can't give as data (an address, an undefined value within a list) is kept as it was. Run `npm run format` afterwards.
"""
import copy
import json
import os
import re
import sys
import tempfile
import types
import warnings

warnings.filterwarnings('ignore')

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.template import AnsibleEnvironment, Templar
from jinja2.runtime import StrictUndefined, Undefined

HERE = os.path.dirname(os.path.abspath(__file__))
ITERATORS = (types.GeneratorType, map, filter, zip, range, set, type({}.keys()), type({}.items()), type({}.values()))


def plain(value):
    return list(value) if isinstance(value, ITERATORS) else value


def expression(source, variables):
    templar = Templar(loader=DataLoader(), variables=copy.deepcopy(variables))
    environment = templar.environment
    known = dict(environment.globals, lookup=templar._lookup, query=templar._query_lookup, q=templar._query_lookup)
    known.pop('vars', None)
    known.update(copy.deepcopy(variables))
    value = environment.compile_expression(f'({source})', undefined_to_none=False)(**known)
    if isinstance(value, StrictUndefined):
        raise ValueError('undefined')
    return plain(value)


def condition(source, variables):
    class Task(Conditional):
        _ds = None
        when = [source]

        def __init__(self):
            pass

    return Task().evaluate_conditional(Templar(loader=DataLoader(), variables=variables), copy.deepcopy(variables))


def template(source, variables, folder, **overrides):
    variables = copy.deepcopy(variables)
    loader = DataLoader()
    loader.set_basedir(folder)
    templar = Templar(loader=loader, variables=variables).copy_with_new_env(
        environment_class=AnsibleEnvironment, searchpath=[folder], newline_sequence='\n', available_variables=variables)
    templar.environment.lstrip_blocks = overrides.get('lstrip', False)
    return templar.do_template(source, preserve_trailing_newlines=True, escape_backslashes=False)


def answer(ask, *arguments, **options):
    try:
        return {'ok': ask(*arguments, **options)}
    except Exception as error:
        return {'err': type(error).__name__, 'msg': str(error)[:200]}


def write_files(files, folder):
    for name, content in files.items():
        if name.startswith('env '):
            os.environ[name[4:]] = content
        else:
            with open(os.path.join(folder, name), 'w') as file:
                file.write(content)


def regenerate_cases(data):
    with tempfile.TemporaryDirectory() as folder:
        write_files(data['howto']['files'], folder)
        for case in data['cases']:
            if case.get('skip') or case.get('skip_score'):
                continue
            if case['kind'] == 'when':
                case['bool'] = answer(condition, case['src'], data['vars'])
            elif case['kind'] == 'tmpl':
                case['string'] = answer(template, case['src'], data['vars'], folder, lstrip=case.get('lstrip', False))
            else:
                source = case['src'].replace('\\', '\\\\')
                found = answer(expression, source, data['vars'])
                if 'ok' in found:
                    value = found['ok']
                    found = {'ok': {'value': case['pure'].get('ok', {}).get('value'), 'type': case['pure'].get('ok', {}).get('type'),
                                    'repr': repr(value)}}
                case['pure'] = found


def regenerate_answers(data):
    for case in data['expressions']:
        found = answer(expression, case['source'], data['variables'])
        if 'ok' in found:
            written = '' if isinstance(found['ok'], Undefined) else repr(found['ok'])
            if '<built-in' in written or 'AnsibleUndefined' in written:
                continue
            case['answer'] = re.sub(r'^Markup\((.*)\)$', r'\1', written, flags=re.DOTALL)
        else:
            case.pop('answer', None)
    with tempfile.TemporaryDirectory() as folder:
        write_files(data['files'], folder)
        for case in data['templates']:
            found = answer(template, case['source'], data['variables'], folder)
            if 'ok' in found:
                case['answer'] = found['ok']
            else:
                case.pop('answer', None)


def main():
    for name in sys.argv[1:] or ['cases.json', 'answers.json']:
        path = os.path.join(HERE, name)
        with open(path) as file:
            data = json.load(file)
        (regenerate_cases if 'cases' in data else regenerate_answers)(data)
        with open(path, 'w') as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
            file.write('\n')


if __name__ == '__main__':
    main()
