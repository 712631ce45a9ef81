import { expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

const program = resolve(import.meta.dirname, "../../dist/guise")

test("systemd has nothing to say against the unit of docs/serve.md", async () => {
  const page = await Bun.file(join(import.meta.dirname, "../../docs/serve.md")).text()
  const unit = /```ini\n(\[Unit\].*?)```/s.exec(page)?.[1]?.replace("/usr/local/bin/guise", program) ?? ""
  const folder = mkdtempSync(join(tmpdir(), "guise-serve-unit-"))
  const file = join(folder, "guise-serve.service")
  writeFileSync(file, unit)
  const { exitCode, stdout, stderr } = Bun.spawnSync(["systemd-analyze", "verify", "--man=no", file])
  const says = `${stdout}${stderr}`.split("\n").filter(line => line.includes("guise-serve"))
  expect({ exitCode, says, isUnit: unit.includes("ExecStart=") }).toEqual({ exitCode: 0, says: [], isUnit: true })
  rmSync(folder, { recursive: true })
})
