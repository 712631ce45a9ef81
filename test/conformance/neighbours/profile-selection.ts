import { area, gives, keys, refused } from "./write.ts"

const credentials = `[default]\n${keys("D")}[a]\n${keys("A")}[b]\n${keys("B")}`
const unnamed = { credentials, profile: null }

/** Which profile it is. */
export const profileSelection = area("profile-selection", [
  ["AWS_PROFILE", { ...unnamed, env: { AWS_PROFILE: "b" } }, gives("B")],
  ["AWS_PROFILE that names nobody", { ...unnamed, env: { AWS_PROFILE: "nobody" } }, refused],
  ["AWS_DEFAULT_PROFILE that names nobody", { ...unnamed, env: { AWS_DEFAULT_PROFILE: "nobody" } }, refused],
  ["blanks in AWS_PROFILE are part of it", { ...unnamed, env: { AWS_PROFILE: " b " } }, refused],
  ["an empty AWS_PROFILE counts as unset", { ...unnamed, env: { AWS_PROFILE: "" } }, gives("D")],
  [
    "an empty AWS_PROFILE before AWS_DEFAULT_PROFILE",
    { ...unnamed, env: { AWS_PROFILE: "", AWS_DEFAULT_PROFILE: "b" } },
    gives("B"),
  ],
  ["AWS_PROFILE=default", { ...unnamed, env: { AWS_PROFILE: "default" } }, gives("D")],
  ["default by name", { credentials, profile: "default" }, gives("D")],
  ["default by name, and not there", { credentials: `[a]\n${keys("A")}`, profile: "default" }, refused],
  [
    "a missing name and keys in the environment",
    { credentials, profile: "nobody", env: { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "s" } },
    refused,
  ],
  [
    "a profile of the config file alone",
    { config: `[profile a]\n${keys("A")}`, credentials: `[b]\n${keys("B")}` },
    gives("A"),
  ],
  ["a name's case counts", { credentials, profile: "A" }, refused],
])
