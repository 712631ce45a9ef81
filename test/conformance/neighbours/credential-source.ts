import { area, refused, roleArn, takes } from "./write.ts"

const from = (source: string) => `[profile a]\nrole_arn = ${roleArn("R")}\ncredential_source = ${source}\n`
const pair = { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "s" }

/** Roles taken with what the machine has. */
export const credentialSource = area("credential-source", [
  [
    "the environment's keys",
    { config: from("Environment"), env: { ...pair, AWS_SESSION_TOKEN: "t" } },
    takes(["R"], "E"),
  ],
  ["in other letters", { config: from("environment"), env: pair }, takes(["R"], "E")],
  ["a word nobody knows", { config: from("Moon") }, refused],
  ["half a pair in the environment", { config: from("Environment"), env: { AWS_ACCESS_KEY_ID: "AKIAE" } }, refused],
  ["EcsContainer without a container", { config: from("EcsContainer") }, refused],
])
