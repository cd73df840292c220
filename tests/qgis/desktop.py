"""A QGIS of its own for tests: a home folder that nobody else uses, no screen, no network."""
import os
import subprocess
import zipfile

# Debian's wrapper `qgis_process` hands on an option that the program does not know.
PROCESS = 'qgis_process.bin'
PYTHON = '/usr/bin/python3'  # whose packages QGIS's own are among
PROFILE = '.local/share/QGIS/QGIS3/profiles/default'
OTHERS = ('XDG_', 'QGIS_', 'LC_', 'LANG', 'LIFECIRCLE')  # variables of who runs the tests
# What QGIS 3.22 says on standard error whatever it does.
CHATTER = ('DeprecationWarning: setapi() is deprecated',)


class Desktop:
    """In `folder`, which is its home. `environment`: added to what it runs with."""

    def __init__(self, folder, **environment):
        self.folder = folder
        runtime = os.path.join(folder, 'runtime')
        os.makedirs(runtime, mode=0o700, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
        self.environment = {**kept, 'HOME': folder, 'XDG_RUNTIME_DIR': runtime, 'TMPDIR': folder, 'LANG': 'C.UTF-8',
                            'QT_QPA_PLATFORM': 'offscreen', 'PYTHONDONTWRITEBYTECODE': '1', **environment}

    def install(self, path):
        """As "Install from ZIP" does."""
        with zipfile.ZipFile(path) as archive:
            archive.extractall(os.path.join(self.folder, PROFILE, 'python', 'plugins'))

    def settings(self, text):
        """Replaces all that QGIS remembers."""
        path = os.path.join(self.folder, PROFILE, 'QGIS', 'QGIS3.ini')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def start(self, *command, environment=None, timeout=120):
        return subprocess.run(command, cwd=self.folder, env={**self.environment, **(environment or {})}, capture_output=True,
                              timeout=timeout, check=False)

    def process(self, *arguments, environment=None):
        """qgis_process: what it answers, with output as text, and without what it always says."""
        done = self.start(PROCESS, *arguments, environment=environment)
        done.stdout = done.stdout.decode()
        lines = done.stderr.decode().splitlines(True)
        done.stderr = ''.join(line for line in lines if not any(word in line for word in CHATTER))
        return done

    def python(self, script, *arguments, environment=None):
        done = self.start(PYTHON, script, *arguments, environment=environment)
        return done.returncode, done.stdout.decode(), done.stderr.decode()
