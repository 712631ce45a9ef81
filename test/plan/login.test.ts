import { describe, expect, test } from "bun:test"
import { plan } from "./helper.ts"

describe("where a sign-in is renewed when nothing beside it says where it began", () => {
  const signIn = "login_session = arn:aws:iam::111122223333:user/alice"
  const china = "login_session = arn:aws-cn:iam::111122223333:user/alice"
  const admin = "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = l\n"
  test.each([
    [
      "in its own profile's region",
      `[profile p]\n${signIn}\nregion = eu-west-1\n`,
      { AWS_REGION: "us-west-2" },
      "eu-west-1",
    ],
    [
      "in that of the profile behind a role",
      `${admin}region = us-west-2\n[profile l]\n${signIn}\nregion = eu-west-1\n`,
      {},
      "eu-west-1",
    ],
    ["in the environment's", `[profile p]\n${signIn}\n`, { AWS_REGION: "us-west-2" }, "us-west-2"],
    ["in its partition", `[profile p]\n${china}\n`, { AWS_REGION: "us-west-2" }, "cn-northwest-1"],
    [
      "at the address of its own service",
      `[profile p]\n${signIn}\n`,
      { AWS_ENDPOINT_URL_SIGNIN: "http://127.0.0.1:1/" },
      "http://127.0.0.1:1/",
    ],
  ] as const)("%s", (_what, config, env, where) => {
    const { root } = plan("p", { config, env })
    const signin = root.kind === "login" ? root.signin : undefined
    expect(signin?.url ?? signin?.region).toBe(where)
  })
})
