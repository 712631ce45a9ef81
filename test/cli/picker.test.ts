import { afterEach, describe, expect, test } from "bun:test"
import { addToConfig, binary, builds, environmentOf, type Home, run, stage, wordOf } from "./harness.ts"
import { openWindow, openWindowWith, type Window } from "./tmux.ts"

const { newHome, code } = await stage()
const open: Window[] = []
afterEach(() => {
  for (const window of open.splice(0)) window.close()
})

async function sit(build = binary, home: Home = newHome()): Promise<Window> {
  const window = openWindow(wordOf(build), home)
  open.push(window)
  await window.see(/^READY> *$/m)
  return window
}

describe.each(builds.map(build => [build.runtime, build] as const))("the picker in %s", (_runtime, build) => {
  test("a new shell: type to filter, Enter, and the shell is that somebody", async () => {
    const window = await sit(build)
    window.type("SHELL=/bin/sh guise exec -q", "Enter")
    const shown = await window.see("Ctrl-C leaves")
    expect(shown).toMatch(/partner +444455556666 +Partner/)
    window.type("read")
    await window.see("1 of 11")
    window.type("Enter")
    await window.see(/^[$#] *$/m)
    window.type('echo "I am $GUISE_PROFILE"', "Enter")
    await window.see("I am readonly")
  })

  test("it is drawn on the terminal though all three streams go elsewhere, and an Enter typed at once is not lost", async () => {
    const window = await sit(build)
    window.type("guise whoami </dev/null >out 2>err", "Enter")
    await window.see("Which profile?")
    window.type("readonly", "Enter")
    await window.see(/^READY> *$/m)
    window.type("clear; cat out err", "Enter")
    const shown = await window.see("assumed-role/ReadOnly")
    expect(shown).not.toContain("Which profile?")
  })

  test("an MFA question after it gets its own keys", async () => {
    const window = await sit(build)
    window.type("guise whoami", "Enter")
    await window.see("Ctrl-C leaves")
    window.type("admin", "Enter")
    await window.see("MFA code for")
    window.type(code(), "Enter")
    await window.see("assumed-role/Admin")
  })

  test("Ctrl-Z, which nobody would continue it from in a shell's function, is no end of it", async () => {
    const window = await sit(build)
    window.type('echo "$(guise whoami)"', "Enter")
    await window.see("Ctrl-C leaves")
    window.type("C-z", "x", "x")
    await window.see("0 of 11")
    window.type("BSpace", "BSpace", "readonly")
    await window.see("1 of 11")
    window.type("Enter")
    await window.see("assumed-role/ReadOnly")
  })

  test("names of letters that are twice as wide keep to their line, and to their column", async () => {
    const home = newHome()
    addToConfig(
      home,
      "[profile プロダクション]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = alice",
    )
    const line = `cd '${home.cwd}'; ${wordOf(build)} whoami`
    const window = openWindowWith(["sh", "-c", line], environmentOf(home), { columns: 36, lines: 20 })
    open.push(window)
    const shown = await window.see("of 12")
    expect(shown).toMatch(/^ {2}deploy {10}111122223333 {2}De…$/m)
    expect(shown).toMatch(/^ {2}プロダクション {2}111122223333 {2}Ad…$/m)
  })

  test("in a low and narrow window the choice that is marked is in sight", async () => {
    const home = newHome()
    const line = `cd '${home.cwd}'; ${wordOf(build)} whoami`
    const window = openWindowWith(["sh", "-c", line], environmentOf(home), { columns: 24, lines: 5 })
    open.push(window)
    expect(await window.see("of 11")).toMatch(/^Which profile\? *\n❯ alice\n/)
    window.type("Down", "Down", "Down", "Down", "Down")
    expect(await window.see(/❯ deploy\s/)).toMatch(/^Which profile\?/)
  })

  test("Ctrl-C leaves no trace, and ends with 130", async () => {
    const window = await sit(build)
    window.type("guise explain; echo status $?", "Enter")
    await window.see("Ctrl-C leaves")
    window.type("C-c")
    const shown = await window.see("status 130")
    expect(shown).not.toMatch(/Which profile|Ctrl-C leaves|readonly/)
    window.type("stty -a | grep -o -- '-echo '", "Enter", "echo done", "Enter")
    expect(await window.see(/^done$/m)).not.toMatch(/^-echo/m)
  })
})

test("arrows choose, and typing goes on where it was", async () => {
  const window = await sit()
  window.type("guise whoami", "Enter")
  await window.see("Ctrl-C leaves")
  window.type("re")
  await window.see(/❯ readonly/)
  window.type("Down")
  window.type("Up")
  window.type("ado", "Enter")
  await window.see("assumed-role/ReadOnly")
})

test("nothing that matches is said, and Enter then takes nothing", async () => {
  const window = await sit()
  window.type("guise whoami", "Enter")
  await window.see("Ctrl-C leaves")
  window.type("zzzz", "Enter")
  await window.see(/zzzz\n +nothing is called that/)
  window.type("C-c")
  await window.see(/^READY> *$/m)
})

test("what was picked stands at the top the next time", async () => {
  const window = await sit()
  window.type("guise whoami >/dev/null", "Enter")
  await window.see("Ctrl-C leaves")
  window.type("readonly", "Enter")
  await window.see(/^READY> *$/m)
  window.type("clear; guise whoami >/dev/null", "Enter")
  await window.see(/Which profile\? *\n❯ readonly/)
})

test("what exec was used for stands at the top too", async () => {
  const home = newHome()
  await run(binary, home, ["exec", "partner", "--", "true"])
  const window = await sit(binary, home)
  window.type("guise whoami >/dev/null", "Enter")
  await window.see(/Which profile\? *\n❯ partner/)
})

test("a profile is found by its tags", async () => {
  const home = newHome()
  addToConfig(
    home,
    "[profile till]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/R\nguise_tags = payments eu\n",
  )
  const window = await sit(binary, home)
  window.type("guise explain | head -1", "Enter")
  await window.see("Ctrl-C leaves")
  window.type("pay eu", "Enter")
  await window.see("Profile till")
})

test("ten thousand profiles, in 24 lines of 80", async () => {
  const home = newHome()
  const role = (n: number) =>
    `[profile many-${n}]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/Role${n}\n`
  addToConfig(home, Array.from({ length: 10_000 }, (_, n) => role(n)).join("\n"))
  const window = await sit(binary, home)
  window.type("guise explain | head -1", "Enter")
  const first = await window.see("Ctrl-C leaves")
  expect(first).toContain("10011 of 10011")
  expect(first).toContain("Which profile?")
  window.type("many 9876")
  await window.see(/❯ many-9876 +111122223333 +Role9876/)
  window.type("Enter")
  await window.see("Profile many-9876")
})
