"""Runs Ansible's programs in processes that have Ansible imported already.

Each line of standard input asks for a run. It is a process of its own, forked from this one, which has run nothing: what it
begins with is what the program itself begins with after its imports. Its standard streams are files in a folder. How it has
ended is told on standard output, one line for each.
"""
import atexit
import json
import os
import runpy
import shutil
import signal
import sys
import tempfile

import ansible.cli.inventory
import ansible.cli.playbook
import ansible.cli.vault
import ansible.executor.playbook_executor
import ansible.plugins.strategy.free
import ansible.plugins.strategy.linear
from ansible import constants

STREAMS = [('stdin', os.O_RDONLY), ('stdout', os.O_WRONLY | os.O_CREAT), ('stderr', os.O_WRONLY | os.O_CREAT)]


def run(request):
    """Becomes the program, and ends as it does."""
    os.setsid()
    os.chdir(request['cwd'])
    os.environ.clear()
    os.environ.update(request['env'])
    for number, (name, flags) in enumerate(STREAMS):
        opened = os.open(os.path.join(request['folder'], name), flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # What this process has read ahead is not for the program.
    sys.stdin = open(0, encoding='utf-8', closefd=False)
    # A program's temporary files lie in a folder of its own.
    constants.DEFAULT_LOCAL_TMP = tempfile.mkdtemp(
        prefix='ansible-local-%d' % os.getpid(), dir=os.path.dirname(constants.DEFAULT_LOCAL_TMP))
    atexit.register(shutil.rmtree, constants.DEFAULT_LOCAL_TMP, True)
    path = shutil.which(request['program'])
    sys.argv = [path, *request['args']]
    runpy.run_path(path, run_name='__main__')
    sys.exit(0)


def supervise(request):
    """Runs the program, for so many seconds at most, and tells how it has ended."""
    pid = os.fork()
    if pid == 0:
        run(request)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, signal.SIGKILL))
    signal.alarm(request['limit'])
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(1, (json.dumps({'id': request['id'], 'code': code}) + '\n').encode())
    os._exit(0)


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if os.fork() == 0:
            supervise(request)
        # Supervisors that have ended.
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except ChildProcessError:
                break


main()
