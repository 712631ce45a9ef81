import { area, gives, keys, refused, role, takes } from "./write.ts"

const a = `[profile a]\n${role("R", "b")}`
const b = `[profile b]\n${keys("B")}`
const here = { config: `${a}region = eu-west-1\n${b}`, default_region: false }
const signedFor = (region: string) => takes(["R"], "B", { region })

/** For which region a role is asked for. */
export const region = area("region", [
  ["the profile's", here, signedFor("eu-west-1")],
  ["AWS_REGION over the profile's", { ...here, env: { AWS_REGION: "eu-central-1" } }, signedFor("eu-central-1")],
  [
    "AWS_DEFAULT_REGION over the profile's",
    { ...here, env: { AWS_DEFAULT_REGION: "eu-central-1" } },
    signedFor("eu-central-1"),
  ],
  ["an empty AWS_REGION counts as unset", { ...here, env: { AWS_REGION: "" } }, signedFor("eu-west-1")],
  ["the name of the global endpoint", { ...here, env: { AWS_REGION: "aws-global" } }, signedFor("us-east-1")],
  ["the old name of a FIPS endpoint", { ...here, env: { AWS_REGION: "fips-us-west-2" } }, signedFor("us-west-2")],
  ["one that is none, beside a key pair", { config: `[profile a]\nregion = "eu-west-1"\n${keys("A")}` }, gives("A")],
  ["one that is none, under AWS_REGION", { config: `${a}region = "eu-west-1"\n${b}` }, signedFor("us-east-1")],
  ["one that is none", { config: `${a}region = "eu-west-1"\n${b}`, default_region: false }, refused],
  ["nobody names one", { config: a + b, default_region: false }, signedFor("us-east-1")],
  [
    "default's does not count for others",
    { config: `[default]\nregion = eu-west-1\n${a}${b}`, default_region: false },
    signedFor("us-east-1"),
  ],
  [
    "the profile's in the credentials file",
    { config: a + b, credentials: "[a]\nregion = eu-west-1\n", default_region: false },
    signedFor("eu-west-1"),
  ],
  [
    "sts_regional_endpoints = legacy does not count",
    { ...here, config: `${a}region = eu-west-1\nsts_regional_endpoints = legacy\n${b}` },
    signedFor("eu-west-1"),
  ],
  [
    "a chain signs for the region of the profile asked for",
    {
      config: `[profile a]\n${role("A", "m")}region = eu-west-1\n[profile m]\n${role("M", "b")}region = eu-west-2\n${b}`,
      default_region: false,
    },
    takes(["M", "A"], "B", { region: "eu-west-1" }),
  ],
])
