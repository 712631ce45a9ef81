import { afterEach, expect, test } from "bun:test"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { bash, program, programs, scratch } from "./programs.ts"
import { openScreen, type Screen } from "./screen.ts"

const both = await programs()
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function screenOf(one: (typeof both)[number]): Promise<Screen> {
  const screen = await openScreen(one)
  open.push(screen)
  return screen
}

/** Typed at the question, and what becomes of it. */
const typed: readonly [sentence: string, keys: string, answer: string][] = [
  ["a line", "123456\r", '"123456"'],
  ["a line ended by a line feed", "123456\n", '"123456"'],
  ["backspace takes one back", "129\x7f3\r", '"123"'],
  ["the other backspace too", "129\x083\r", '"123"'],
  ["Ctrl-U takes all back", "999\x15123\r", '"123"'],
  ["Ctrl-W takes a word back", "one two  \x17three\r", '"one three"'],
  ["characters beyond ASCII", "Zoë✓🦊x\x7f\r", '"Zoë✓🦊"'],
  ["arrow keys are nothing", "12\x1b[D\x1b[A\x1bOP3\r", '"123"'],
  ["an empty line", "\r", '""'],
  ["Ctrl-D in a line is nothing", "12\x043\r", '"123"'],
  ["Ctrl-D on an empty line", "\x04", "prompt-refused"],
  ["Ctrl-C", "12\x03", "cancelled"],
]

for (const one of both) {
  test.each([...typed])(`asked by ${one.runtime} with all streams redirected: %s`, async (_sentence, keys, answer) => {
    const screen = await screenOf(one)
    screen.type('before=$(stty -a); $G ask "Code> " <&- 2>&1 | cat; [ "$before" = "$(stty -a)" ] && echo as-it-was\r')
    await screen.see("\rCode> ")
    screen.type(keys)
    await screen.see(answer)
    await screen.see("\r\nas-it-was")
  })

  test(`asked by ${one.runtime}: a hidden answer is not shown, not even its length`, async () => {
    const screen = await screenOf(one)
    screen.type("$G ask 'Pass> ' hidden | od -An -c | tr -d ' '; echo; echo do''ne\r")
    await screen.see("\rPass> ")
    screen.type("swordfisk\x7fh\r")
    const seen = await screen.see("done")
    expect(seen.slice(0, seen.indexOf('"'))).toBe("\r\n")
    expect(seen).toContain('"swordfish"')
  })

  test(`asked by ${one.runtime}: Ctrl-Z stops, fg asks again with what was typed`, async () => {
    const screen = await screenOf(one)
    for (const round of ["12", "34"]) {
      if (round === "12") screen.type("before=$(stty -a); $G ask 'Code> ' </dev/null 2>/dev/null | cat\r")
      else screen.type("fg\r")
      await screen.see(round === "12" ? "\rCode> " : "\rCode> 12")
      screen.type(round)
      await screen.see(round)
      screen.type("\x1a")
      await screen.see("Stopped")
      await screen.see("READY> ")
      screen.type('[ "$before" = "$(stty -a)" ] && echo as-it-w""as\r')
      await screen.see("\r\nas-it-was")
    }
    screen.type("fg\r")
    await screen.see("\rCode> 1234")
    screen.type("56\r")
    await screen.see('"123456"')
  })

  test(`asked by ${one.runtime} in the background: exit 3, and not stopped`, async () => {
    const screen = await screenOf(one)
    screen.type("$G ask 'Code> ' & wait $!; echo st''atus=$?\r")
    const seen = await screen.see("status=3")
    expect(seen).toContain("nobody-to-ask")
    expect(seen).not.toContain("\rCode> ")
  })

  test(`asked by ${one.runtime} without a terminal: exit 3`, async () => {
    const ran = await bash(one, "exec setsid -w $G ask 'Code> '")
    expect([ran.status, ran.stdout, ran.stderr.split(":")[0]]).toEqual([3, "", "nobody-to-ask"])
  })

  test.each(["TERM", "HUP", "INT"])(`asked by ${one.runtime}: SIG%s leaves the terminal as it was`, async name => {
    const screen = await screenOf(one)
    const folder = scratch()
    open.push({ close: async () => rmSync(folder, { recursive: true }) })
    const pid = join(folder, "pid")
    screen.type(`before=$(stty -a); sh -c 'echo $$ >${pid}; exec "$@"' sh $G ask 'Code> '; echo st""atus=$?; `)
    screen.type('[ "$before" = "$(stty -a)" ] && echo as-it-w""as\r')
    await screen.see("\rCode> ")
    screen.type("12")
    await screen.see("12")
    process.kill(Number(readFileSync(pid, "utf8")), `SIG${name}`)
    await screen.see(`status=${{ TERM: 143, HUP: 129, INT: 130 }[name]}`)
    await screen.see("as-it-was")
  })
}

const bun = await program("bun")

test.each([
  ["by default", "$G exec -- grep SigIgn /proc/self/status"],
  ["when a script ignores SIGINT and SIGTERM", `sh -c "trap '' INT TERM; $G exec -- grep SigIgn /proc/self/status; :"`],
  ["for a script's background job", `sh -c "$G exec -- grep SigIgn /proc/self/status & wait"`],
])(
  "exec on a terminal, where the runtime handles SIGINT and SIGTERM, keeps what is ignored %s",
  async (_when, line) => {
    const screen = await screenOf(bun)
    const masks: string[] = []
    for (const typedLine of [line.replace("$G exec -- ", ""), line]) {
      screen.type(`${typedLine}\r`)
      masks.push((await screen.see(/SigIgn:\t[0-9a-f]{16}/)).slice(-16))
    }
    expect(masks[1]).toBe(masks[0] ?? "")
  },
)

test("ended in the background, the terminal stays as the foreground set it", async () => {
  const screen = await screenOf(bun)
  const folder = scratch()
  open.push({ close: async () => rmSync(folder, { recursive: true }) })
  const foreground = [
    `while [ ! -e ${folder}/ready ]; do sleep 0.01; done`,
    `stty -echo -icanon; touch ${folder}/go`,
    "while kill -0 $0 2>/dev/null; do sleep 0.01; done",
    "stty -a",
  ].join("; ")
  screen.type(`$G wait-for ${folder}/go ${folder}/ready & sh -c '${foreground}' $!; stty sane; echo all-sh""own\r`)
  const seen = await screen.see("all-shown")
  expect(seen).toContain("-icanon")
  expect(seen).toMatch(/-echo\b/)
})
