import { expect, test } from "bun:test"
import { rmSync } from "node:fs"
import { bash, program, programs, scratch } from "./programs.ts"

const G = await programs()

/** What bash prints for a line is what it prints for the same line through the program. */
const asWithout: readonly [sentence: string, line: (prefix: string) => string][] = [
  ["process substitution is readable", p => `${p} cat <(echo hi)`],
  ["output to a process substitution arrives", p => `${p} tee >(cat >&2) <<<hi >/dev/null; sleep 0.2`],
  ["a descriptor opened by the shell stays open", p => `exec 7<<<seven; ${p} sh -c 'cat <&7'`],
  ["a reader that goes away ends a writer in silence", p => `${p} yes | head -1; echo "\${PIPESTATUS[@]}"`],
  ["the exit status is the command's", p => `${p} sh -c 'exit 42'; echo $?`],
  ["a command ended by a signal looks so", p => `${p} sh -c 'kill -TERM $$'; echo $?`],
  ["arguments stay as they are", p => `${p} printf '<%s>' '' ' a  b' '--' '-x' '$HOME' $'new\nline'`],
  ["a script without #! is run by the shell", p => `cd "$T"; echo 'echo ran $1' >s; chmod +x s; ${p} ./s one`],
  [
    "the command is found on PATH",
    p => `cd "$T"; printf '#!/bin/sh\necho found' >cmd; chmod +x cmd; PATH="$T:$PATH" ${p} cmd`,
  ],
  [
    "a PATH with an empty part means this folder",
    p => `cd "$T"; printf '#!/bin/sh\necho here' >c2; chmod +x c2; PATH=":$PATH" ${p} c2`,
  ],
  ["the working folder is the same", p => `cd /usr; ${p} pwd`],
  ["the umask is the same", p => `umask 027; ${p} sh -c umask`],
  ["stdin is the command's", p => `echo in | ${p} cat`],
]

for (const one of G) {
  test.each([...asWithout])(`exec in ${one.runtime}: %s`, async (_sentence, line) => {
    const folder = scratch()
    try {
      const env = { T: folder, GUISE_PROFILE: "prod" }
      const [plain, through] = [await bash(one, line(""), env), await bash(one, line("$G exec --"), env)]
      expect(through).toEqual(plain)
      expect(through.stdout.length + through.stderr.length).toBeGreaterThan(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([
    ["no such command", "nosuchcommand-guise", 127, "not-found"],
    ["no such file", "/nosuch/file", 127, "not-found"],
    ["an empty word", "''", 127, "not-found"],
    ["no program", "/etc/passwd", 126, "not-executable"],
    ["a folder", "/etc", 126, "not-executable"],
  ])(`exec in ${one.runtime}: %s is answered as a shell does`, async (_what, word, status, code) => {
    const ran = await bash(one, `$G exec -- ${word}`)
    expect({ status: ran.status, code: ran.stderr.split(":")[0] }).toEqual({ status, code })
  })

  test(`exec in ${one.runtime}: the change is applied, and only that`, async () => {
    const ran = await bash(one, "env -i AWS_PROFILE=old A=1 $G exec -- /usr/bin/env")
    expect(ran.stdout.split("\n").sort()).toEqual(["", "A=1", "GUISE_PROFILE=prod"])
  })
}

const bun = await program("bun")

/** What only a replaced process keeps. */
const exactly: readonly [sentence: string, line: (prefix: string) => string][] = [
  ["bytes of arguments that are no UTF-8", p => `${p} printf '%s' $'\\xff\\xfe-\\xc3' | od -An -tx1`],
  ["bytes of the environment that are no UTF-8", p => `env $'X=\\xff' ${p} printenv X | od -An -tx1`],
  [
    "variables that no shell would name",
    p => `env -i 'a.b%=1' =nameless ${p} /usr/bin/env | grep -c -e a.b -e nameless`,
  ],
  ["the process id", p => `sh -c 'echo $$; exec "$@"' sh ${p} sh -c 'echo $$' | uniq | wc -l`],
  ["the soft limit on open files", p => `ulimit -Sn 512; ${p} sh -c 'ulimit -Sn'; true`],
  ["a high soft limit on open files", p => `ulimit -Sn 2000; ${p} sh -c 'ulimit -Sn'; true`],
  ["the hard limit on open files", p => `ulimit -n 700; ${p} sh -c 'ulimit -Hn; ulimit -Sn'; true`],
  ["the stack limit", p => `ulimit -Ss 4096; ${p} sh -c 'ulimit -Ss'; true`],
  ["no signal ignored", p => `${p} grep SigIgn /proc/self/status; true`],
  ["the signals that nohup ignores", p => `nohup ${p} grep SigIgn /proc/self/status; true`],
  [
    "signals that the shell ignores",
    p => `trap '' INT QUIT TERM PIPE XFSZ USR1 HUP; ${p} grep SigIgn /proc/self/status; true`,
  ],
  ["a background job's signals", p => `${p} grep SigIgn /proc/self/status & wait`],
  [
    "the signal mask",
    p =>
      `python3 -c 'import os,signal,sys; signal.pthread_sigmask(signal.SIG_BLOCK,[10,12,1]); os.execvp(sys.argv[1],sys.argv[1:])' ${p} grep SigBlk /proc/self/status`,
  ],
  ["the set of open descriptors", p => `exec 5</dev/null 8>/dev/null 40<&0; ${p} ls /proc/self/fd; true`],
  ["a closed stdin", p => `${p} ls /proc/self/fd <&-; true`],
  ["the lowest descriptors", p => `${p} ls /proc/self/fd 3</dev/null 4</dev/null; true`],
  ["no descriptor at all besides the streams", p => `exec 3<&- 4<&-; ${p} ls /proc/self/fd; true`],
  [
    "as many as the runtime has, two of the streams closed",
    p => `${p} ls /proc/self/fd 3</dev/null 4</dev/null <&- 2>&-; true`,
  ],
  ["one, and a stream closed", p => `${p} ls /proc/self/fd 3</dev/null <&-; true`],
  [
    "an eventfd of the caller's",
    p =>
      `python3 -c 'import os,sys; f=os.eventfd(0,0); os.set_inheritable(f,True); os.dup2(f,9); os.close(f); os.execvp(sys.argv[1],sys.argv[1:])' ${p} readlink /proc/self/fd/9`,
  ],
  [
    "a socket of the caller's",
    p =>
      `python3 -c 'import os,socket,sys; a,b=socket.socketpair(); os.dup2(a.fileno(),9); os.execvp(sys.argv[1],sys.argv[1:])' ${p} sh -c 'readlink /proc/self/fd/9 | cut -d: -f1'`,
  ],
]

test.each([...exactly])("exec becomes the command, and keeps %s", async (_sentence, line) => {
  const env = { GUISE_PROFILE: "prod" }
  const plain = await bash(bun, line(""), env)
  // `env -i` leaves no GUISE_PROFILE to compare: the count of the lines looked for is what counts there.
  expect(await bash(bun, line("$G exec --"), env)).toEqual(plain)
  expect(plain.stdout).not.toBe("")
})

/** Hands an environment over as it is, which no shell can: strings without `=`, names that stand there twice. */
const handOver = `python3 -c '
import ctypes, sys
words = [word.encode("latin1") for word in sys.argv[1].split("|")]
strings = (ctypes.c_char_p * (len(words) + 1))(*words, None)
argv = (ctypes.c_char_p * len(sys.argv[1:]))(*[word.encode() for word in sys.argv[2:]], None)
ctypes.CDLL(None).execve(argv[0], argv, strings)
'`

test.each([
  ["sets, replaces and unsets", "A=1|GUISE_PROFILE=old|AWS_PROFILE=p", "A=1|GUISE_PROFILE=prod"],
  ["names that stand there twice", "AWS_PROFILE=p|AWS_PROFILE=q|A=1|A=2", "A=1|A=2|GUISE_PROFILE=prod"],
  ["a name to set that stands there twice", "GUISE_PROFILE=p|A=1|GUISE_PROFILE=q", "A=1|GUISE_PROFILE=prod"],
  ["names that only begin alike", "AWS_PROFILE2=p|AWS_PROFIL=q", "AWS_PROFILE2=p|AWS_PROFIL=q|GUISE_PROFILE=prod"],
  ["bytes that are no UTF-8", "X=\xff\xfe|\xff=y", "X=\xff\xfe|\xff=y|GUISE_PROFILE=prod"],
  ["strings without =, and empty ones", "nameless||=x", "nameless||=x|GUISE_PROFILE=prod"],
])("the environment of who becomes the command: %s", async (_sentence, before, after) => {
  const line = `${handOver} '${before}' $G exec -- /bin/cat /proc/self/environ | od -An -v -tx1`
  const bytes = (await bash(bun, line)).stdout.trim().split(/\s+/)
  const strings = Buffer.from(bytes.join(""), "hex").toString("latin1").split("\0").slice(0, -1)
  expect(strings.join("|")).toBe(after)
})
