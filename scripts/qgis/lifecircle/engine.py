"""The program: where it is, whether it is ours, and a run of it with progress, messages and an end.

The first of these that says anything decides: the setting, the environment variable LIFECIRCLE, PATH. What it says wrongly
is an error, never a reason to take another one.
"""
import configparser
import json
import os
import queue
import shutil
import subprocess
import threading
import time

from processing.core.ProcessingConfig import ProcessingConfig

from .messages import Messages
from .texts import language, tr

SETTING = 'LIFECIRCLE_ENGINE'
VARIABLE = 'LIFECIRCLE'
PROGRAM = 'lifecircle'
LOOK_EVERY_S = 0.2
ANSWER_WITHIN_S = 30  # a program that does not say its version by then is none of ours
STOP_WITHIN_S = 30  # it tidies up when it is asked to stop; after that it is ended


class EngineError(Exception):
    """Says to a person what is wrong, and what to do."""


class Cancelled(Exception):
    """Somebody has asked to stop, and the program has."""


def plugin_version():
    """The version of metadata.txt: the plugin runs the program of this version and of no other."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(os.path.join(os.path.dirname(__file__), 'metadata.txt'), encoding='utf-8')
    return metadata['general']['version']


def place():
    """(path of the program, who says so)."""
    said = ProcessingConfig.getSetting(SETTING)
    if said:
        return os.path.expanduser(said), tr('place_setting')
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE], tr('place_variable', VARIABLE)
    found = shutil.which(PROGRAM)
    if not found:
        raise EngineError(tr('engine_not_found', plugin_version(), VARIABLE))
    return found, 'PATH'


def version_of(path, who):
    if not os.path.isfile(path) or not os.access(path, os.X_OK):
        raise EngineError(tr('engine_no_program', path, who))
    try:
        done = subprocess.run([path, '--version', '--json'], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=ANSWER_WITHIN_S, check=False)
        answer = json.loads(done.stdout.decode('utf-8'))
        if answer['program'] != PROGRAM:
            raise ValueError(answer['program'])
        return answer['version']
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
        raise EngineError(tr('engine_other_program', path, who)) from error


def find():
    """The path of the program of the plugin's own version, or EngineError."""
    path, who = place()
    version = version_of(path, who)
    if version != plugin_version():
        raise EngineError(tr('engine_other_version', path, who, version, plugin_version()))
    return path


def forward(stream, lines):
    """In a thread of its own: a program whose output nobody reads would stop."""
    for line in iter(stream.readline, b''):
        lines.put(line.decode('utf-8', 'replace').rstrip('\n'))
    lines.put(None)


def collect(stream, out):
    out.append(stream.read().decode('utf-8', 'replace'))


def follow(process, messages, feedback):
    """Tells what the program says until it has said all, or until somebody has asked to stop."""
    lines = queue.Queue()
    threading.Thread(target=forward, args=(process.stderr, lines), daemon=True).start()
    while True:
        if feedback.isCanceled():
            raise Cancelled
        try:
            line = lines.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            continue
        if line is None:
            return
        messages.take(line)


def wait(process, feedback):
    """Its last line may be said before it has tidied up."""
    while process.poll() is None:
        if feedback.isCanceled():
            raise Cancelled
        time.sleep(LOOK_EVERY_S / 4)


def stop(process):
    """No program stays behind, however its run has ended."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(arguments, feedback, folder=None):
    """What the program prints to standard output. Raises Cancelled, or EngineError with what it says was wrong.

    `folder`: where relative paths begin. Messages go to `feedback`. The program writes all of its results or none.
    """
    command = [find(), *arguments, '--log-format', 'json', '--progress', '--lang', language()]
    messages = Messages(feedback)
    printed = []
    feedback.pushCommandInfo(' '.join(command))
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        reader = threading.Thread(target=collect, args=(process.stdout, printed), daemon=True)
        reader.start()
        follow(process, messages, feedback)
        wait(process, feedback)
        reader.join()
    finally:
        stop(process)
        process.stdout.close()
        process.stderr.close()
    if process.returncode != 0:
        raise EngineError(tr('engine_failed', process.returncode, messages.why()))
    return ''.join(printed)
