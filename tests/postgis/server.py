"""A PostgreSQL server of our own: in a new folder, on a socket in it, gone at the end."""
import ctypes
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

USER = 'ann'
PASSWORD = "geheim & 'Wort' \\9=x"
SECRETS = ('geheim', 'Wort')  # must be in no output
PORT = 5432                   # part of the socket's name; nothing listens on the network
PATIENCE_S = 60


def programs():
    """Folder of the newest server's programs; None: no server is installed."""
    found = glob.glob('/usr/lib/postgresql/*/bin/initdb')
    if found:
        return os.path.dirname(max(found, key=lambda path: float(path.split('/')[4])))
    found = shutil.which('initdb')
    return os.path.dirname(os.path.realpath(found)) if found else None


def quoted(value):
    return "'" + value.replace('\\', '\\\\').replace("'", "\\'") + "'"


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Server:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='lci-pg-', dir='/tmp')  # a socket's path holds 107 bytes
        self.process = None
        self.identity = {}
        if os.geteuid() == 0:  # which the server refuses
            names = {entry.pw_name for entry in pwd.getpwall()}
            owner = pwd.getpwnam('postgres' if 'postgres' in names else 'nobody')
            self.identity = {'user': owner.pw_uid, 'group': owner.pw_gid, 'extra_groups': []}
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        bin_folder = programs()
        with open(self.path('password'), 'w', encoding='utf-8') as file:
            file.write(PASSWORD + '\n')
        os.chmod(self.path('password'), 0o644)
        subprocess.run([os.path.join(bin_folder, 'initdb'), '-D', self.path('data'), '-U', USER, '-A', 'scram-sha-256',
                        '-E', 'UTF8', '--pwfile', self.path('password'), '--no-locale', '--no-sync'],
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **self.identity)
        with open(self.path('log'), 'wb') as log:
            self.process = subprocess.Popen(
                [os.path.join(bin_folder, 'postgres'), '-D', self.path('data'), '-k', self.folder, '-p', str(PORT), '-c',
                 'listen_addresses=', '-c', 'fsync=off'],
                cwd=self.folder, stdout=log, stderr=log, preexec_fn=die_with_parent, **self.identity)
        end = time.monotonic() + PATIENCE_S
        question = [os.path.join(bin_folder, 'pg_isready'), '-q', '-h', self.folder, '-p', str(PORT)]
        while subprocess.run(question, check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.path('log'), encoding='utf-8', errors='replace') as log:
                    raise RuntimeError('the server does not start: ' + log.read()[-2000:])
            time.sleep(0.1)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def connection(self, **changes):
        """As it stands in a configuration; None takes a key away."""
        pairs = {'host': self.folder, 'port': str(PORT), 'dbname': 'city', 'user': USER, 'password': PASSWORD} | changes
        return ' '.join(f'{key}={quoted(value)}' for key, value in pairs.items() if value is not None)
