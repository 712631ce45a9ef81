import { area, keys, refused, role, takes } from "./write.ts"

const a = `[profile a]\n${role("R", "b")}`
const b = `[profile b]\n${keys("B")}`
const nowhere = "http://127.0.0.1:9"
const services = (name: string, url: string, service = "sts") =>
  `[services ${name}]\n${service} =\n  endpoint_url = ${url}\n`
const only = { default_endpoints: false }
const taken = takes(["R"], "B")

/** Where STS is spoken to. */
export const endpoint = area("endpoint", [
  ["the profile's own", { ...only, config: `${a}endpoint_url = {{BASE}}\n${b}` }, taken],
  [
    "AWS_ENDPOINT_URL_STS over AWS_ENDPOINT_URL",
    { ...only, config: a + b, env: { AWS_ENDPOINT_URL_STS: "{{BASE}}", AWS_ENDPOINT_URL: nowhere } },
    taken,
  ],
  [
    "AWS_ENDPOINT_URL over the services section",
    { ...only, config: `${a}services = s\n${b}${services("s", nowhere)}`, env: { AWS_ENDPOINT_URL: "{{BASE}}" } },
    taken,
  ],
  [
    "the services section of the profile asked for",
    { ...only, config: `${a}services = s\n${b}services = z\n${services("z", nowhere)}${services("s", "{{BASE}}")}` },
    taken,
  ],
  [
    "a services section with a comment behind its name",
    { ...only, config: `${a}services = s # mine\n${b}${services("s", "{{BASE}}")}` },
    taken,
  ],
  [
    "a services section with a blank in its name",
    { ...only, config: `${a}services = my own\n${b}${services("'my own'", "{{BASE}}")}` },
    taken,
  ],
  [
    "a services section for another service",
    { ...only, config: `${a}services = s\nendpoint_url = {{BASE}}\n${b}${services("s", nowhere, "s3")}` },
    taken,
  ],
  [
    "the service in other letters",
    { ...only, config: `${a}services = s\n${b}${services("s", "{{BASE}}", "STS")}` },
    taken,
  ],
  ["a services section that is not there", { ...only, config: `${a}services = s\n${b}` }, refused],
  [
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS hides the variables too",
    {
      ...only,
      config: `${a}endpoint_url = {{BASE}}\n${b}`,
      env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "TRUE", AWS_ENDPOINT_URL_STS: "{{BASE}}" },
    },
    refused,
  ],
  [
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false over the profile's true",
    {
      ...only,
      config: `${a}ignore_configured_endpoint_urls = true\nendpoint_url = {{BASE}}\n${b}`,
      env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
    },
    taken,
  ],
  [
    "any other word ignores nothing",
    { ...only, config: `${a}ignore_configured_endpoint_urls = yes\nendpoint_url = {{BASE}}\n${b}` },
    taken,
  ],
  [
    "what the source says of endpoints does not count",
    {
      ...only,
      config: `${a}endpoint_url = {{BASE}}\n${b}endpoint_url = ${nowhere}\nignore_configured_endpoint_urls = true\n`,
    },
    taken,
  ],
  ["a slash at the end", { ...only, config: a + b, env: { AWS_ENDPOINT_URL_STS: "{{BASE}}/" } }, taken],
  [
    "an empty variable counts as unset",
    { ...only, config: `${a}endpoint_url = {{BASE}}\n${b}`, env: { AWS_ENDPOINT_URL_STS: "", AWS_ENDPOINT_URL: "" } },
    taken,
  ],
  ["a FIPS switch leaves a URL of one's own alone", { config: `${a}use_fips_endpoint = true\n${b}` }, taken],
])
