"""Runs a command and prints what it weighed: `weigh.py SECONDS OUT COMMAND...`

Prints the exit code, CPU seconds and peak memory in kB as JSON; the command's standard output goes
to the file OUT. A process of its own because the kernel counts the memory of the process that
forks to the one that is forked: this one is small, the evaluation is not.
"""

import json
import os
import subprocess
import sys
import threading

with open(sys.argv[2], "wb") as out:
    process = subprocess.Popen(sys.argv[3:], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
    clock = threading.Timer(float(sys.argv[1]), process.kill)
    clock.start()
    _, status, usage = os.wait4(process.pid, 0)
    clock.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
print(json.dumps([process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
