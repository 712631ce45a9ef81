import { area, gives, keys, refused, role, takes } from "./write.ts"

const a = `[profile a]\n${keys("A")}`
const roleOfA = `[profile a]\n${role("R", "b")}`
const b = `[b]\n${keys("B")}`

/** Where the files are. */
export const fileLocation = area("file-location", [
  [
    "both variables",
    {
      more: { "x/c": roleOfA, "x/k": b },
      env: { AWS_CONFIG_FILE: "{{HOME}}/x/c", AWS_SHARED_CREDENTIALS_FILE: "{{HOME}}/x/k" },
    },
    takes(["R"], "B"),
  ],
  [
    "a tilde in AWS_SHARED_CREDENTIALS_FILE",
    { more: { "x/k": `[a]\n${keys("A")}` }, env: { AWS_SHARED_CREDENTIALS_FILE: "~/x/k" } },
    gives("A"),
  ],
  [
    "variables in variables, as the AWS CLI reads them",
    {
      more: { "x/c": roleOfA, "x/k": b },
      env: { AWS_CONFIG_FILE: "$HOME/x/c", AWS_SHARED_CREDENTIALS_FILE: `\${HOME}/\${WHERE}/k`, WHERE: "x" },
    },
    takes(["R"], "B"),
  ],
  [
    "a variable replaces its file",
    { config: a, more: { "x/c": `[profile b]\n${keys("B")}` }, env: { AWS_CONFIG_FILE: "{{HOME}}/x/c" } },
    refused,
  ],
  ["a path from the current folder", { more: { "x/c": a }, env: { AWS_CONFIG_FILE: "x/c" } }, gives("A")],
  [
    "an empty variable counts as unset",
    { config: a, env: { AWS_CONFIG_FILE: "", AWS_SHARED_CREDENTIALS_FILE: "" } },
    gives("A"),
  ],
  [
    "/dev/null",
    { config: a, credentials: `[a]\n${keys("X")}`, env: { AWS_SHARED_CREDENTIALS_FILE: "/dev/null" } },
    gives("A"),
  ],
  [
    "one file as both",
    { more: { x: roleOfA + b }, env: { AWS_CONFIG_FILE: "{{HOME}}/x", AWS_SHARED_CREDENTIALS_FILE: "{{HOME}}/x" } },
    takes(["R"], "B"),
  ],
  [
    "a folder as the credentials file",
    { config: a, more: { "x/y": "" }, env: { AWS_SHARED_CREDENTIALS_FILE: "{{HOME}}/x" } },
    gives("A"),
  ],
  [
    "a file in the way of the folder",
    { config: a, more: { x: "" }, env: { AWS_SHARED_CREDENTIALS_FILE: "{{HOME}}/x/y" } },
    gives("A"),
  ],
])
