"""Lines of the program's log (doc/operators.md, The log) into what a Processing algorithm tells."""
import collections
import json

from .texts import stage_text

REASONS_MOST = 5


class Messages:
    """Tells `feedback` each line at once; remembers why a run failed."""

    def __init__(self, feedback):
        self.feedback = feedback
        self.done = 0.0
        self.stage = None
        self.errors = collections.deque(maxlen=REASONS_MOST)

    def take(self, line):
        try:
            entry = json.loads(line)
            level = entry['level']
        except (ValueError, KeyError, TypeError):
            self.feedback.pushConsoleInfo(line)  # what a library prints by itself
            return
        if level == 'progress':
            self.progress(entry)
        elif 'code' not in entry:  # the exit code is told by who waits for the program
            self.message(level, entry.get('message', ''))

    def progress(self, entry):
        stage = (entry.get('stage'), entry.get('profile'))
        if stage[0] and stage != self.stage:
            self.stage = stage
            self.feedback.setProgressText(stage_text(*stage))
        self.done = max(self.done, entry.get('run_done', entry['done']))
        self.feedback.setProgress(100.0 * self.done)

    def message(self, level, text):
        if level == 'error':
            self.errors.append(text)
            self.feedback.reportError(text)
        elif level == 'warning':
            self.feedback.pushWarning(text)
        elif level == 'debug':
            self.feedback.pushDebugInfo(text)
        else:
            self.feedback.pushInfo(text)

    def why(self):
        """The last errors: those that ended the run come after those of its data."""
        return '\n'.join(self.errors)
