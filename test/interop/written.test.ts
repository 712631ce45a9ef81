import { beforeAll, describe, expect, test } from "bun:test"
import { addToConfig, binary, device, environmentOf, run, stage } from "../cli/harness.ts"
import { type Client, clients, start } from "./clients.ts"
import { makingTakes } from "./venv.ts"

const { newHome, code } = await stage()
let ready: readonly Client[]
beforeAll(() => {
  ready = clients()
}, makingTakes)

const seen = (role: string) => ({
  arn: expect.stringMatching(new RegExp(`^arn:aws:sts::111122223333:assumed-role/${role}/`)),
})

describe.each(["AWS CLI", "boto3", "JS v3", "Go v2"])("%s reads what guise write wrote", name => {
  test("a role's section, and a role of its own chained on a session's", async () => {
    const home = newHome()
    const at = "region = us-east-1\nservices = sandbox\n"
    const chained = `role_arn = arn:aws:iam::111122223333:role/Deploy\nsource_profile = x_mfa\n`
    // Every SDK but the AWS CLI's would stop at the device: the session has had its code.
    addToConfig(
      home,
      `[profile x]\n${at}source_profile = alice\nmfa_serial = ${device}\n[profile staging]\n${at}${chained}`,
    )
    expect((await run(binary, home, ["write", "x", "--mfa-code", code()])).status).toBe(0)
    expect((await run(binary, home, ["write", "admin"])).status).toBe(0)
    const client = ready.find(each => each.name === name)
    if (client === undefined) throw new Error(`there is no client ${name}`)
    const env = { ...environmentOf(home), AWS_PROFILE: "admin_mfa", AWS_SDK_LOAD_CONFIG: "1" }
    const running = start(client.command("staging"), env)
    expect([await running.next(), await running.next()]).toEqual([seen("Admin"), seen("Deploy")])
    expect(await running.end()).toBe(0)
  })
})
