"""Runs a command in a pseudo-terminal: python3 pseudoTerminal.py JSON. Prints as JSON what it wrote and how it ended.

The argument has `command`, `columns`, `rows`, `environment`, optionally `stdout` (a file that takes standard output instead of the
terminal), and `steps`: each waits until `after` is in the output since the last step, then sends `keys` or sets `size`.
"""

import fcntl
import json
import os
import pty
import signal
import struct
import sys
import termios


def set_size(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


task = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    set_size(0, task["columns"], task["rows"])
    if "stdout" in task:
        os.dup2(os.open(task["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.execvpe(task["command"][0], task["command"], task["environment"])

signal.alarm(60)
output = b""
seen = 0
steps = task["steps"]
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # the child has closed the terminal
        break
    if piece == b"":
        break
    output += piece
    while steps and steps[0]["after"].encode() in output[seen:]:
        seen = output.index(steps[0]["after"].encode(), seen) + len(steps[0]["after"].encode())
        step = steps.pop(0)
        if "size" in step:
            # What comes before the mark was written for the old size.
            output += f"\x1b]size {step['size'][0]}\x07".encode()
            set_size(terminal, *step["size"])
        if "keys" in step:
            os.write(terminal, step["keys"].encode())
_, status = os.waitpid(child, 0)
print(json.dumps({"output": output.decode(), "exitCode": os.waitstatus_to_exitcode(status), "stepsLeft": len(steps)}))
