import { expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { entry, trouble } from "../fresh/entries.ts"
import { found, keys, now, type Patient } from "./clinic.ts"

/** A home in which this was written, and that no timer of the machine is in reach of. */
function wrote(more: object): Patient {
  const text = JSON.stringify({ version: 1, sections: [{ ...entry, keep: false, ...more }] })
  return { env: { PATH: "/nowhere" }, prepare: home => put(home, "written.json", text) }
}

function put(home: string, name: string, text: string): void {
  const folder = join(home, ".local/share/guise")
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, name), text, { mode: 0o600 })
}

const person = { ...trouble, code: "nobody-to-ask", person: true, hint: "guise login admin" }

const rows: readonly (readonly [id: string, what: string, patient: Patient, lines: readonly string[]])[] = [
  ["kept-fresh", "nothing written", {}, []],
  ["kept-fresh", "what lasts", wrote({ expiresAt: now + 3000 }), []],
  [
    "kept-fresh",
    "what has ended",
    wrote({ madeAt: now - 7200, expiresAt: now - 3600 }),
    ["warning (admin_mfa): what guise wrote there has ended → guise refresh"],
  ],
  [
    "kept-fresh",
    "what waits for a person",
    wrote({ madeAt: now - 3000, expiresAt: now + 600, trouble: person }),
    ["warning (admin_mfa): somebody is needed before it can be renewed → guise login admin"],
  ],
  ["kept-fresh", "what will wait for one in hours", wrote({ expiresAt: now + 9 * 3600, trouble: person }), []],
  [
    "kept-fresh",
    "what no timer keeps fresh",
    wrote({ keep: true }),
    [
      "warning (admin_mfa): it is to be kept fresh, and no timer runs guise refresh → guise write admin --keep-fresh (or guise refresh --watch)",
    ],
  ],
  ["kept-fresh", "a timer that is there", kept(), []],
  [
    "kept-fresh",
    "a timer that does nothing: its guise has moved",
    kept({ madeAt: now - 3000, expiresAt: now + 600 }),
    [
      "warning (admin_mfa): it was due for new credentials, and the timer that is there has not tried → guise write admin --keep-fresh, which installs it anew",
    ],
  ],
  ["kept-fresh", "a timer that tried", kept({ madeAt: now - 3000, expiresAt: now + 600, trouble }), []],
  ["kept-fresh", "a timer that is about to try", kept({ madeAt: now - 2300, expiresAt: now + 1300 }), []],
  [
    "kept-fresh",
    "a damaged list",
    { prepare: home => put(home, "written.json", "{") },
    [
      "fault ~/.local/share/guise/written.json: ~/.local/share/guise/written.json, which lists what guise writes into the credentials file, cannot be used: it is damaged. → rm ~/.local/share/guise/written.json, and guise write each profile again: no key is in it",
    ],
  ],
  ["plain-seeds", "keys alone", { credentials: `[work]\n${keys}` }, []],
  [
    "plain-seeds",
    "a seed beside them",
    { credentials: `[work]\n${keys}mfa_secret = GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n` },
    [
      "warning ~/.aws/credentials:4 (work, mfa_secret): an MFA seed lies in plain text beside the keys: whoever reads the file has both factors → guise mfa add --from-profile work puts it into a store, and takes the line out",
    ],
  ],
]

function kept(more: object = {}): Patient {
  const { prepare, ...rest } = wrote({ keep: true, ...more })
  return {
    ...rest,
    prepare(home) {
      prepare?.(home)
      mkdirSync(join(home, ".config/systemd/user"), { recursive: true })
      writeFileSync(join(home, ".config/systemd/user/guise-refresh.timer"), "")
    },
  }
}

test.each([...rows])("%s: %s", async (id, _what, patient, lines) =>
  expect(await found(id, patient)).toEqual([...lines]),
)
