import { describe, expect, test } from "bun:test"
import { GuiseError } from "../../src/errors.ts"
import { launchdAgent } from "../../src/timer/launchd.ts"
import { scheduledTask } from "../../src/timer/schtasks.ts"
import { jobAt, odd } from "./words.ts"

/** What Python's own plist and XML readers make of a text. */
function readBy(program: string, text: string): unknown {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["python3", "-c", program], { stdin: Buffer.from(text) })
  expect([exitCode, stderr.toString()]).toEqual([0, ""])
  return JSON.parse(stdout.toString())
}

const plist = "import sys, json, plistlib; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))"

const task = `
import sys, json, xml.etree.ElementTree as tree
text = sys.stdin.buffer.read().decode()
root = tree.fromstring(text.replace(' encoding="UTF-16"', ''))
at = '{http://schemas.microsoft.com/windows/2004/02/mit/task}'
print(json.dumps({name: root.find('.//' + at + name).text for name in ['Command', 'Arguments', 'Interval', 'URI']}))`

test("a launchd agent says every word and variable as it is", () => {
  const { path, text } = launchdAgent(jobAt("/opt/a b/guise"), "/Users/alice/Library/LaunchAgents")
  expect(path).toBe("/Users/alice/Library/LaunchAgents/guise-refresh.plist")
  expect(readBy(plist, text)).toEqual({
    Label: "guise-refresh",
    ProgramArguments: ["/opt/a b/guise", "refresh", "--kept", odd],
    EnvironmentVariables: jobAt("").env,
    StartInterval: 300,
    RunAtLoad: true,
    ProcessType: "Background",
  })
})

test("a scheduled task sets its variables and runs the program", () => {
  const words = ["C:\\Program Files\\A & B\\guise.exe", "refresh", "--kept"] as const
  expect(readBy(task, scheduledTask({ words, env: { XDG_DATA_HOME: "D:\\<data>" } }))).toEqual({
    Command: "cmd.exe",
    Arguments: '/d /s /c "set "XDG_DATA_HOME=D:\\<data>"&&"C:\\Program Files\\A & B\\guise.exe" "refresh" "--kept""',
    Interval: "PT5M",
    URI: "\\guise-refresh",
  })
})

describe("cmd.exe cannot be told", () => {
  test.each(["50%", 'a "b"', "a!", "a\nb"])("%j", word => {
    expect(() => scheduledTask({ words: ["guise.exe", word], env: {} })).toThrow(GuiseError)
    expect(() => scheduledTask({ words: ["guise.exe"], env: { PATH: word } })).toThrow(GuiseError)
  })
})
