"""Runs a command on a terminal of its own and answers its questions: at_terminal.py COMMAND...

On stdin, a JSON list of [prompt, answer]. Prints as JSON what the terminal showed, and how the command ended.
"""
import json
import os
import pty
import sys

questions = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

shown = b""
read_up_to = 0
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # Linux: the other end is closed
        piece = b""
    if not piece:
        break
    shown += piece
    if questions and questions[0][0].encode() in shown[read_up_to:]:
        read_up_to = len(shown)
        os.write(terminal, questions.pop(0)[1].encode() + b"\n")

status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
json.dump({"shown": shown.decode(errors="replace"), "status": status, "unasked": len(questions)}, sys.stdout)
