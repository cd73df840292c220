"""Commands of a page of doc/: what a reader types, and what the page says comes of it.

A block's lines that begin with `$` are commands, "# exit N" behind one is its exit code, lines below it are in its output, in that order
("..." is anything, alone any lines); a command goes on in lines that are indented further. A comment `sandbox: WHAT` changes what the
commands find.
"""
import re


def steps(text):
    """('sandbox', what) or ('run', command, exit code, lines of output), in the order of the page."""
    for comment, block in re.findall(r'<!-- sandbox: (.*?) -->|((?:^    .*\n)+)', text, re.M):
        if comment:
            yield 'sandbox', comment
        for piece in re.split(r'(?m)^    \$ ', block)[1:]:
            line, *output = [re.sub('^    ', '', one) for one in piece.rstrip('\n').split('\n')]
            while line.count('"') % 2 == 1 and output:
                line += '\n' + output.pop(0)
            asked, _, code = line.partition('# exit ')
            yield 'run', asked.strip(), int(code or 0), output


def first_missing(wanted, output):
    """The first line of a page that the output has not, in order; None: it has all."""
    found = output.split('\n')
    for one in wanted:
        if one == '...':
            continue
        pattern = '.*'.join(re.escape(part) for part in one.split('...'))
        while found and not re.fullmatch(pattern, found[0].rstrip('\r')):
            found.pop(0)
        if not found:
            return one
    return None
