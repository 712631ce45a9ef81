import { expect, test } from "bun:test"
import { type Place, placeOf } from "../../../src/cli/complete/place.ts"

/** What was typed after `guise`, the last word being the one the cursor is in, and what belongs there. */
const places: readonly [typed: readonly string[], place: string][] = [
  [[""], "command"],
  [["ex"], "command ex"],
  [["--json", "ex"], "command ex"],
  [["--"], "flag of every command --"],
  [["-p", ""], "profile"],
  [["-p", "prod", "ex"], "command ex"],
  [["--profile=prod", "exec", ""], "flag of exec after --profile"],
  [["keys", "--json", "ro"], "second word of keys ro"],
  [["keys", "--json", "rotate", "a"], "paired (argument) a"],
  [["keys", ""], "second word of keys"],
  [["keys", "ro"], "second word of keys ro"],
  [["help", "ke"], "command ke"],
  [["help", "keys", ""], "second word of keys"],
  [["help", "exec", ""], "nothing"],
  [["nope", "x"], "nothing"],
  [["constructor", "toString", ""], "flag of constructor"],
  [["exec", ""], "profile (argument)"],
  [["exec", "pr"], "profile (argument) pr"],
  [["exec", "-p", ""], "profile"],
  [["exec", "-p", "-x"], "profile -x"],
  [["exec", "--profile", "pr"], "profile pr"],
  [["exec", "--profile=pr"], "profile pr behind --profile="],
  [["exec", "-ppr"], "profile pr behind -p"],
  [["exec", "--region", "eu"], "region eu"],
  [["exec", "--region=eu"], "region eu behind --region="],
  [["exec", "--region", "eu-west-1", ""], "profile (argument)"],
  [["exec", "--region=eu-west-1", "--fresh", "p"], "profile (argument) p"],
  [["exec", "--fresh=x"], "nothing"],
  [["exec", "--nope=x"], "nothing"],
  [["exec", "--nope", "p"], "profile (argument) p"],
  [["exec", "prod", ""], "flag of exec"],
  [["exec", "prod", "x"], "nothing"],
  [["exec", "-p", "prod", ""], "flag of exec after -p"],
  [["exec", "-p", "prod", "x"], "nothing"],
  [["exec", "prod", "--fresh", "--re"], "flag of exec --re after --fresh"],
  [["exec", "-"], "flag of exec -"],
  [["exec", "prod", "--", ""], "the child's"],
  [["exec", "-p", "--", "ls"], "the child's"],
  [["exec", "prod", "--", "exec", "--region", ""], "the child's"],
  [["list", "--", ""], "nothing"],
  [["list", ""], "flag of list"],
  [["list", "--domain", "w"], "domain w"],
  [["export", "--format", ""], "format"],
  [["off", "--format", ""], "shell-format"],
  [["explain", "--format", ""], "explain-format"],
  [["explain", ""], "section (argument)"],
  [["keys", "rotate", "a"], "paired (argument) a"],
  [["keys", "move", "work", "--to", ""], "place"],
  [["mfa", ""], "mfa-action (argument)"],
  [["mfa", "code", "arn"], "device (argument) arn"],
  [["mfa", "add", "--qr", "pic"], "file pic"],
  [["import", "a", "b", "c"], "text (argument) c"],
  [["add", "mfa", "--source", ""], "paired"],
  [["exec", "--duration", ""], "text"],
  [["completion", "z"], "shell (argument) z"],
]

test.each([...places])("%j: %s", (typed, place) => {
  expect(textOf(placeOf({ before: typed.slice(0, -1), current: typed.at(-1) ?? "" }))).toBe(place)
})

function textOf(place: Place): string {
  switch (place.kind) {
    case "verb":
      return `${place.of === undefined ? "command" : `second word of ${place.of}`} ${place.typed}`.trimEnd()
    case "flag": {
      const after = place.used.length === 0 ? "" : ` after ${place.used.join(" ")}`
      return `flag of ${place.verb ?? "every command"} ${place.typed}`.trimEnd() + after
    }
    case "value": {
      const lead = place.lead === "" ? "" : ` behind ${place.lead}`
      return `${place.value}${place.isArgument ? " (argument)" : ""} ${place.typed}`.trimEnd() + lead
    }
    case "child":
      return "the child's"
    case "nothing":
      return "nothing"
  }
}
