"""Makes the Python environment of the interop tests, once: make_venv.py FOLDER REQUIREMENT...

A lock that the system frees when its holder dies keeps test files that run side by side from making it twice.
"""
import fcntl
import os
import subprocess
import sys
import venv

folder, requirements = sys.argv[1], sys.argv[2:]
stamp = os.path.join(folder, "made-for.txt")
wanted = "\n".join([sys.version, *requirements])


def made():
    try:
        with open(stamp, encoding="utf-8") as file:
            return file.read() == wanted
    except FileNotFoundError:
        return False


os.makedirs(os.path.dirname(folder), exist_ok=True)
with open(folder + ".lock", "w", encoding="utf-8") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not made():
        venv.create(folder, clear=True, with_pip=True)
        python = os.path.join(folder, "bin", "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
        done = subprocess.run(pip, stdout=sys.stderr, check=False)
        if done.returncode != 0:
            sys.exit(done.returncode)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(wanted)
