import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { binary, type Home, runCommand, stage } from "../cli/harness.ts"
import { interopVenv, makingTakes } from "../interop/venv.ts"
import { makingTakes as buildingTakes, realAwsVault } from "../keys/aws-vault.ts"
import { agrees, printedBy, scriptOf, stepsOf } from "./transcript.ts"

const { newHome } = await stage()
const folder = mkdtempSync(join(tmpdir(), "guise-docs-"))
const bin = mkdtempSync(join(folder, "bin-"))

beforeAll(async () => {
  symlinkSync(binary.argv[0] ?? "", join(bin, "guise"))
  symlinkSync(await realAwsVault(), join(bin, "aws-vault"))
  symlinkSync(interopVenv().aws, join(bin, "aws"))
}, makingTakes + buildingTakes)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pages = [
  "console.md",
  "containers.md",
  "folders.md",
  "from-aws-auth.md",
  "from-aws-vault.md",
  "from-awscredentialsmanager.md",
  "from-bash.md",
  "from-padok.md",
  "long-running.md",
  "recipes.md",
  "serve.md",
  "write.md",
]

/** What has to be there before a page is followed: what its reader has. */
const before: Readonly<Record<string, string>> = {
  "recipes.md": `
    gpg --batch --quiet --passphrase '' --quick-generate-key alice@example.com future-default default never
    pass init alice@example.com
    printf 'AKIAIOSFODNN7EXAMPLE\\n' | pass insert --echo aws/alice/id
    printf 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\\n' | pass insert --echo aws/alice/secret
    printf 'arn:aws:iam::111122223333:mfa/alice\\n' | pass insert --echo aws/alice/mfa`,
  "from-padok.md": `
    printf '[alice]\\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\\n' > "$AWS_SHARED_CREDENTIALS_FILE"`,
  "from-aws-vault.md": `
    : > "$AWS_SHARED_CREDENTIALS_FILE"
    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
    AWS_VAULT_BACKEND=file AWS_VAULT_FILE_PASSPHRASE='correct horse battery staple' aws-vault add --env alice`,
}

describe.each(pages)("docs/%s", name => {
  test("its commands print what it says", async () => {
    const home = newHome()
    const steps = stepsOf(await Bun.file(resolve(import.meta.dirname, "../../docs", name)).text())
    expect(steps.length).toBeGreaterThan(0)
    const printed = printedBy((await follow(`${before[name] ?? ""}\n`, scriptOf(steps), home)).stdout)
    const wrong = steps.flatMap(({ line, command, expected }, index) =>
      agrees(printed[index] ?? ["(did not run)"], expected)
        ? []
        : [{ line, command, expected, printed: printed[index] }],
    )
    expect(wrong).toEqual([])
  }, 60_000)
})

async function follow(preparation: string, script: string, home: Home) {
  // gpg-agent's socket wants a short path, and a folder that is the owner's alone.
  const gnupg = mkdtempSync(join(tmpdir(), "g-"))
  chmodSync(gnupg, 0o700)
  const env = {
    PATH: `${bin}:${home.env.PATH}`,
    GNUPGHOME: gnupg,
    PASSWORD_STORE_DIR: join(home.folder, "pass"),
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
  }
  try {
    const prepared = await runCommand(["bash", "-euc", preparation], home, { env })
    expect([prepared.status, prepared.status === 0 ? "" : prepared.stderr]).toEqual([0, ""])
    return await runCommand(["bash", "-c", script], home, { env })
  } finally {
    await runCommand(["gpgconf", "--kill", "all"], home, { env })
    rmSync(gnupg, { recursive: true, force: true })
  }
}
