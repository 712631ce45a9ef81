import { describe, expect, test } from "bun:test"
import {
  afterLogout,
  type ConsoleWish,
  destinationOf,
  shortcutLink,
  signinLink,
  signinOrigin,
} from "../../src/emit/console.ts"

const ireland = { partition: "aws", region: "eu-west-1" }
const home = "https://eu-west-1.console.aws.amazon.com"

describe("where the console opens", () => {
  const rows: readonly (readonly [ConsoleWish, string])[] = [
    [{}, `${home}/console/home?region=eu-west-1`],
    [{ service: "s3" }, `${home}/s3/home?region=eu-west-1`],
    [{ service: "S3" }, `${home}/s3/home?region=eu-west-1`],
    [{ service: "dynamodb" }, `${home}/dynamodbv2/home?region=eu-west-1`],
    [{ service: "logs" }, `${home}/cloudwatch/home?region=eu-west-1#logsV2:log-groups`],
    [{ service: "iam" }, "https://console.aws.amazon.com/iam/home?region=eu-west-1"],
    [{ service: "route53" }, "https://console.aws.amazon.com/route53/v2/home?region=eu-west-1"],
    [{ destination: "s3/buckets/x?tab=objects" }, `${home}/s3/buckets/x?tab=objects`],
    [{ destination: "/lambda/home#/functions" }, `${home}/lambda/home#/functions`],
    [{ destination: "https://console.aws.amazon.com/billing" }, "https://console.aws.amazon.com/billing"],
    [{ destination: `${home}/ec2/home` }, `${home}/ec2/home`],
    [
      { destination: "https://123456789012-abcd1234.us-east-1.console.aws.amazon.com/s3/home" },
      "https://us-east-1.console.aws.amazon.com/s3/home",
    ],
  ]
  test.each(rows)("%o is %s", (wish, url) => expect(destinationOf(wish, ireland)).toEqual({ url }))

  test("a service that guise does not know is tried as it is, and told apart", () => {
    expect(destinationOf({ service: "new-thing" }, ireland)).toEqual({
      url: `${home}/new-thing/home?region=eu-west-1`,
      guessed: true,
    })
    expect(destinationOf({ service: "constructor" }, ireland)).toHaveProperty("guessed")
  })

  test("two pages at once are none", () => {
    expect(() => destinationOf({ service: "s3", destination: "ec2" }, ireland)).toThrow("both say")
  })

  test.each([
    "https://example.com/",
    "http://console.aws.amazon.com/",
    "https://console.aws.amazon.com.example.com/",
    "https://xconsole.aws.amazon.com/",
    "https://console.aws.amazon.com:8443/",
    "https://me@console.aws.amazon.com/",
    "https://console.aws.amazon.com@example.com/",
    "https://console.amazonaws.cn/",
    "https://signin.aws.amazon.com/",
    "//example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
  ])("no session is carried to %s", destination => {
    expect(() => destinationOf({ destination }, ireland)).toThrow("is no page of this console")
  })

  test.each(["\\\\example.com", "/\\example.com", "//", "@example.com/", ".example.com", "..//example.com", "a b"])(
    "the path %j stays on the console's host",
    path => {
      const word = path.startsWith("//") ? path.slice(2) : path
      expect(new URL(destinationOf({ destination: word }, ireland).url).origin).toBe(home)
    },
  )

  test.each(["s3?x=", "../x", "s3#x", "", "a//b", "é"])("%j is no service", service => {
    expect(() => destinationOf({ service }, ireland)).toThrow("is no name of a service")
  })

  test.each([
    ["aws-cn", "cn-north-1", "https://cn-north-1.signin.amazonaws.cn", "cn-north-1.console.amazonaws.cn"],
    [
      "aws-us-gov",
      "us-gov-west-1",
      "https://us-gov-west-1.signin.amazonaws-us-gov.com",
      "us-gov-west-1.console.amazonaws-us-gov.com",
    ],
    [
      "aws-eusc",
      "eusc-de-east-1",
      "https://eusc-de-east-1.signin.amazonaws-eusc.eu",
      "eusc-de-east-1.console.amazonaws-eusc.eu",
    ],
    ["aws", "ap-southeast-2", "https://ap-southeast-2.signin.aws.amazon.com", "ap-southeast-2.console.aws.amazon.com"],
  ])("%s in %s", (partition, region, signin, host) => {
    expect(signinOrigin({ partition, region })).toBe(signin)
    expect(new URL(destinationOf({}, { partition, region }).url).host).toBe(host)
  })

  test("no region makes another host of it", () => {
    expect(() => signinOrigin({ partition: "aws", region: "example.com/" })).toThrow("is no region")
  })

  test("a cloud whose console is not known is said to be so", () => {
    expect(() => signinOrigin({ partition: "aws-iso", region: "us-iso-east-1" })).toThrow("no console of the partition")
  })
})

describe("links", () => {
  const destination = { url: `${home}/s3/home?region=eu-west-1#a&b` }

  test("of sign-in carry the destination and the token whole", () => {
    const link = new URL(signinLink("https://eu-west-1.signin.aws.amazon.com", "a+b/c=&d", destination))
    expect(link.pathname).toBe("/federation")
    expect(Object.fromEntries(link.searchParams)).toEqual({
      Action: "login",
      Issuer: "guise",
      Destination: destination.url,
      SigninToken: "a+b/c=&d",
    })
    const out = new URL(afterLogout(link.origin, link.href))
    expect([out.pathname, out.searchParams.get("Action")]).toEqual(["/oauth", "logout"])
    expect(out.searchParams.get("redirect_uri")).toBe(link.href)
  })

  test.each([
    "https://example.awsapps.com/start",
    "https://example.awsapps.com/start/",
    "https://example.awsapps.com/start#/",
    "https://example.awsapps.com/start/#",
  ])("of Identity Center begin at the portal %s", startUrl => {
    const whose = { startUrl, accountId: "123456789012", roleName: "Data Admin" }
    const begin = "https://example.awsapps.com/start/#/console?account_id=123456789012&role_name=Data%20Admin"
    expect(shortcutLink(whose, undefined)).toBe(begin)
    expect(shortcutLink(whose, destination)).toBe(`${begin}&destination=${encodeURIComponent(destination.url)}`)
  })

  test.each(["example.awsapps.com/start", "javascript:alert(1)", "file:///etc/passwd"])("%s is no portal", startUrl => {
    expect(() => shortcutLink({ startUrl, accountId: "123456789012", roleName: "A" }, undefined)).toThrow("no address")
  })
})
