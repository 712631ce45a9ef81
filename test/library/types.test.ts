import { afterAll, expect, test } from "bun:test"
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "guise-types-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test("the types need nothing beside themselves, and the SDK takes the provider for one of its own", () => {
  const own = join(folder, "node_modules/guise")
  for (const path of [join(own, "dist"), join(folder, "node_modules/@aws-sdk")]) mkdirSync(path, { recursive: true })
  cpSync(join(root, "package.json"), join(own, "package.json"))
  cpSync(join(root, "dist/index.d.ts"), join(own, "dist/index.d.ts"))
  symlinkSync(join(root, "node_modules/@aws-sdk/client-sts"), join(folder, "node_modules/@aws-sdk/client-sts"))
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
  writeFileSync(
    join(folder, "program.ts"),
    `import { STSClient } from "@aws-sdk/client-sts"
     import { fromGuise, GuiseProviderError, planFor, type Plan } from "guise"
     new STSClient({ credentials: fromGuise({ profile: "prod-admin", duration: "2h", mfaCodeProvider: async serial => serial }) })
     const plan: Plan = await planFor({ profile: "prod-admin" })
     const codes: readonly string[] = plan.hops.map(hop => hop.roleArn)
     const code = (error: unknown) => (error instanceof GuiseProviderError ? error.code === "profile-unknown" : codes)
     // @ts-expect-error: no such option
     fromGuise({ profil: "prod-admin" })
     export { code }`,
  )
  const flags = ["--ignoreConfig", "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022"]
  const how = ["--module", "nodenext", "--types", "node", "--typeRoots", join(root, "node_modules/@types")]
  const words = [process.execPath, join(root, "node_modules/typescript/bin/tsc"), ...flags, ...how, "program.ts"]
  expect(Bun.spawnSync(words, { cwd: folder }).stdout.toString()).toBe("")
}, 60_000)
