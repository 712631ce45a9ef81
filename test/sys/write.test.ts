import { expect, test } from "bun:test"
import { bash, programs } from "./programs.ts"

/** A reader that makes its end of the pipe non-blocking, as Node does with its own, and is slow to begin. */
const slowReader = `python3 -c '
import os, subprocess, sys, time
r, w = os.pipe()
os.set_blocking(w, False)
p = subprocess.Popen(sys.argv[1:], stdout=w)
os.close(w)
time.sleep(0.2)
total = 0
while chunk := os.read(r, 65536):
    total += len(chunk)
print(total, p.wait())
'`

for (const one of await programs()) {
  test(`write in ${one.runtime}: a full pipe that does not block gets every byte`, async () => {
    const ran = await bash(one, `${slowReader} $G write 1048576`)
    expect(ran.stdout).toBe("1048576 0\n")
  })

  test.each([
    ["went away", "set -o pipefail; $G write 1048576 | true; echo $?"],
    ["was closed", "$G write 10 >&-; echo $?"],
  ])(`write in ${one.runtime}: a stream that %s ends in silence`, async (_how, line) => {
    const ran = await bash(one, line)
    expect([ran.stdout, ran.stderr]).toEqual(["0\n", ""])
  })

  test(`write in ${one.runtime}: a full disk is an error`, async () => {
    const ran = await bash(one, "$G write 10 >/dev/full")
    expect(ran.status).not.toBe(0)
    expect(ran.stderr).toContain("ENOSPC")
  })
}
