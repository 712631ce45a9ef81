import { afterAll, expect, test } from "bun:test"
import { reachSts, stsUrl } from "../../src/aws/reach.ts"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { fakeWorld } from "../fake-world.ts"
import { no, scriptedSts } from "./scripted-sts.ts"

const wire = { ...fakeWorld(), now: () => Date.now() / 1000 }
const sandbox = await startSandbox()
afterAll(() => sandbox.close())

test("an endpoint that refuses as AWS does is reached, and its clock compared", async () => {
  const hour = await scriptedSts(no(403, "MissingAuthenticationToken", "x", () => Date.now() / 1000 + 3600))
  try {
    const reach = await reachSts({ region: "us-east-1", url: hour.url }, wire)
    expect(reach.host).toBe(new URL(hour.url).host)
    expect(Math.abs((reach.skew ?? 0) - 3600)).toBeLessThan(10)
    expect(wire.skew).toBe(0)
    const [seen] = hour.seen
    expect(seen?.params.get("Action")).toBe("GetCallerIdentity")
    expect(seen?.headers.authorization).toBeUndefined()
  } finally {
    await hour.stop()
  }
})

test("the sandbox is reached", async () => {
  const reach = await reachSts({ region: "us-east-1", url: sandbox.url }, wire)
  expect(reach).toEqual({ host: new URL(sandbox.url).host, skew: 0 })
})

test("a web page is not AWS", async () => {
  const page = await scriptedSts((_request, response) => response.end("<html>sign in</html>"))
  try {
    await expect(reachSts({ region: "us-east-1", url: page.url }, wire)).rejects.toMatchObject({
      code: "aws-unreachable",
      message: expect.stringContaining("is not speaking as AWS"),
    })
  } finally {
    await page.stop()
  }
})

test("nobody there: the host and the trouble are named", async () => {
  const gone = await scriptedSts(no(403, "x", "x"))
  await gone.stop()
  await expect(reachSts({ region: "us-east-1", url: gone.url }, wire)).rejects.toMatchObject({
    code: "aws-unreachable",
    message: expect.stringContaining(`${new URL(gone.url).host} could not be reached`),
  })
})

test.each([
  [{ region: "eu-west-1" }, "https://sts.eu-west-1.amazonaws.com/"],
  [{ region: "us-east-1", fips: true }, "https://sts-fips.us-east-1.amazonaws.com/"],
  [{ region: "eu-west-1", dualstack: true }, "https://sts.eu-west-1.api.aws/"],
  [{ region: "cn-north-1" }, "https://sts.cn-north-1.amazonaws.com.cn/"],
  [{ region: "cn-north-1", url: "http://127.0.0.1:4566" }, "http://127.0.0.1:4566"],
])("where STS is: %o", async (endpoint, url) => {
  expect(await stsUrl(endpoint, wire)).toBe(url)
})

test("a CA bundle that is not there is named", async () => {
  const failing = reachSts({ region: "us-east-1", url: sandbox.url, caBundle: "/nowhere/ca.pem" }, wire)
  await expect(failing).rejects.toMatchObject({
    code: "file-unreadable",
    message: expect.stringContaining("/nowhere/ca.pem"),
  })
})
