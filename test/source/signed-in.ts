import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { LoginRoot } from "../../src/plan/roots.ts"
import { loginFile } from "../../src/source/login-file.ts"
import type { Browser } from "../../src/types.ts"
import type { FakeWorld, Script } from "../fake-world.ts"
import { makeStage, type Stage } from "./stage.ts"

export const aliceArn = "arn:aws:iam::111122223333:user/alice"

/** A stage on which people sign in to AWS, with a folder for what comes of it. */
export interface SignInStage extends Stage {
  readonly folder: string
  readonly root: LoginRoot
  readonly file: string
  /** A process whose person has a browser on this machine, and signs in there as this one. */
  atBrowser(user?: string, script?: Script): FakeWorld
  /** One whose person types what a browser elsewhere shows them; `edit` may change it. */
  elsewhere(user?: string, edit?: (pasted: string) => string): FakeWorld
  program(): FakeWorld
  end(): Promise<void>
}

export async function makeSignInStage(): Promise<SignInStage> {
  const stage = await makeStage()
  const folder = mkdtempSync(join(tmpdir(), "guise-login-"))
  const env = { AWS_LOGIN_CACHE_DIRECTORY: folder }
  const signin = { region: "eu-west-1", url: stage.sandbox.url }
  const visit = (url: string, user: string) => stage.sandbox.browse({ url, user })
  return {
    ...stage,
    folder,
    root: { kind: "login", profile: "dev", session: aliceArn, signin },
    file: loginFile(aliceArn, env),
    atBrowser(user = aliceArn, script = {}) {
      const browser: Browser = {
        comesBack: true,
        async open(url) {
          const outcome = visit(url, user)
          if (outcome?.kind === "redirect") void fetch(outcome.to)
          return outcome?.kind === "redirect"
        },
      }
      return { ...stage.alone({ env, ...script }), browser }
    },
    elsewhere(user = aliceArn, edit = pasted => pasted) {
      const world: FakeWorld = { ...stage.alone({ env }), browser: { comesBack: false, open: async () => false } }
      const ask = async (question: string) => {
        world.asked.push(question)
        const url = world.noticed.find(line => line.startsWith("http")) ?? ""
        const outcome = visit(url, user)
        return edit(outcome?.kind === "said" ? outcome.text : "")
      }
      return { ...world, terminal: { ask } }
    },
    program: () => stage.alone({ env }),
    async end() {
      await stage.sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}
