import { expect, test } from "bun:test"
import { environmentOfTimer } from "../../src/timer/environment.ts"

const plain = { PATH: "/usr/bin:/bin", XDG_RUNTIME_DIR: "/run/user/1000" }

test("what is the same without a shell is not told, and neither is what decides nothing", () => {
  expect(environmentOfTimer({ ...plain, TERM: "xterm", LS_COLORS: "x", EMPTY: "", XDG_DATA_HOME: "" }, plain)).toEqual({
    env: {},
    leftOut: [],
  })
})

test("where guise finds its files, its programs and AWS is told", () => {
  const env = {
    HOME: "/home/al ice",
    PATH: "/opt/bin:/usr/bin:.:bin::/opt/bin:/bin",
    XDG_CACHE_HOME: "/data/cache",
    AWS_CONFIG_FILE: "/data/config",
    AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1",
    AWS_CA_BUNDLE: "/etc/ca.pem",
    HTTPS_PROXY: "http://proxy:3128",
    PASSWORD_STORE_DIR: "/data/pass",
    GUISE_MFA: "yubikey",
  }
  const { env: told, leftOut } = environmentOfTimer(env, plain)
  expect(told).toEqual({ ...env, PATH: "/opt/bin:/usr/bin:/bin" })
  expect(leftOut).toEqual([])
})

test("no secret is told, and whoever wore what when it was installed is nobody's business", () => {
  const env = {
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "x",
    AWS_PROFILE: "prod",
    GUISE_PROFILE: "prod",
    GUISE_MFA_CODE: "123456",
    GUISE_PASSPHRASE: "x",
    GUISE_SANDBOX_TOKEN: "x",
    GUISE_CHAIN: "x",
    GUISE_MFA: "command:oathtool -b GEZDGNBVGY3TQOJQ",
    HTTPS_PROXY: "http://alice:secret@proxy:3128",
    XDG_DATA_HOME: "/data\n* * * * * id",
  }
  const { env: told, leftOut } = environmentOfTimer(env, plain)
  expect(told).toEqual({})
  expect(leftOut.map(([name]) => name)).toEqual(["GUISE_MFA", "HTTPS_PROXY", "XDG_DATA_HOME"])
})
