import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import type { LoggedCall } from "../../src/sandbox/call-log.ts"
import { type Client, clients } from "./clients.ts"
import { longSession, type Session } from "./long-session.ts"
import { makingTakes } from "./venv.ts"
import { type Fate, table, type Way, type WayName, ways } from "./ways.ts"

const as = (role: string) => ({
  arn: expect.stringMatching(new RegExp(`^arn:aws:sts::111122223333:assumed-role/${role}/`)),
})
const afterwards = {
  renews: as("Admin"),
  stops: { error: expect.stringContaining("Credentials were refreshed, but the refreshed credentials are still") },
  "is refused": { error: expect.stringMatching(/^ExpiredToken(Exception)?$/) },
} as const satisfies Record<Fate, object>

let ready: readonly Client[]
let folder: string
let guise: string

beforeAll(() => {
  ready = clients()
  // Every client has to run guise from here, by whatever rules it splits a line.
  folder = mkdtempSync(join(tmpdir(), "guise-ways-"))
  mkdirSync(join(folder, "it's #1; tools"))
  guise = join(folder, "it's #1; tools", "guise")
  copyFileSync(resolve(import.meta.dirname, "../../dist/guise"), guise)
}, makingTakes)

afterAll(() => rmSync(folder, { recursive: true }))

/** The cells of a column: who is served this way, and what becomes of each. */
const column = (way: WayName) =>
  Object.entries<Partial<Record<WayName, Fate>>>(table).flatMap(([name, row]) => {
    const fate = row[way]
    return fate === undefined ? [] : [{ name, fate }]
  })

for (const [name, way] of Object.entries(ways) as [WayName, Way][]) {
  const cells = column(name)
  const counted = (fate: Fate) => cells.filter(cell => cell.fate === fate).length

  describe(`by ${name}`, () => {
    let session: Session

    beforeAll(async () => {
      const served = cells.flatMap(cell => ready.find(client => client.name === cell.name) ?? [])
      session = await longSession(guise, way, served, join(folder, name))
    }, 120_000)

    test.each(cells)("$name is who it should be, and another profile inside", ({ name }) => {
      const [start, tenMinutesLeft] = session.rounds
      const seen = [start.seen.get(name), tenMinutesLeft.seen.get(name), session.others.get(name)]
      expect(seen).toEqual([as("Admin"), as("Admin"), as(way.other)])
    })

    test.each(cells)("$name, still running in the second and the third hour, $fate", ({ name, fate }) => {
      const [, , ...later] = session.rounds.map(({ seen }) => seen.get(name))
      expect([...later, session.statuses.get(name)]).toEqual([afterwards[fate], afterwards[fate], 0])
    })

    test("AWS sees what has ended from those alone who have nobody to ask", () => {
      const [start, tenMinutesLeft, ...later] = session.rounds.map(({ calls }) => outcomesOf(calls))
      expect([start?.ended, tenMinutesLeft]).toEqual([[], { ended: [], good: cells.length }])
      const ended = Array(counted("is refused")).fill("ExpiredToken")
      expect(later).toEqual(Array(2).fill({ ended, good: counted("renews") }))
    })

    test("AWS is asked for one code, and for a role once an hour", () => {
      const calls = session.rounds.flatMap(round => round.calls)
      const admins = calls.filter(({ params }) => params.RoleArn?.endsWith(":role/Admin"))
      expect(admins.map(({ outcome }) => outcome)).toEqual(Array(counted("renews") > 0 ? 3 : 1).fill("ok"))
      expect(calls.filter(({ action }) => action === "GetSessionToken").length).toBe(1)
    })

    test("nothing is left of the files that were made for the commands", () => {
      expect(session.left).toEqual([])
    })
  })
}

function outcomesOf(calls: readonly LoggedCall[]) {
  const outcomes = calls.filter(({ action }) => action === "GetCallerIdentity").map(({ outcome }) => outcome)
  const ended = outcomes.filter(outcome => outcome !== "ok")
  return { ended, good: outcomes.length - ended.length }
}

test.each(["AWS CLI", "boto3", "JS v3", "Go v2"] as const)(
  "docs/long-running.md says of %s what its row says",
  async name => {
    const page = await Bun.file(resolve(import.meta.dirname, "../../docs/long-running.md")).text()
    const [head = ""] = page.split("\n").filter(line => line.startsWith("| client |"))
    const shown = [...head.matchAll(/`(\w+)`/g)].map(([, way]) => table[name][way as keyof (typeof table)[typeof name]])
    expect(page).toContain(`| ${name} | ${shown.join(" | ")} |\n`)
    expect(shown.length).toBe(Object.keys(table[name]).length)
  },
)
