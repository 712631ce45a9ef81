import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/**
 * AWS CLI version 2: Debian's (`apt-get install awscli`), or the one that GUISE_AWS_V2 names. Version 1, which comes first
 * on many a PATH, knows neither `aws sso login` nor `aws configure export-credentials`. Throws where there is none.
 */
export function awsV2(): string {
  const aws = process.env.GUISE_AWS_V2 ?? "/usr/bin/aws"
  const { stdout, error } = spawnSync(aws, ["--version"], { encoding: "utf8" })
  if (stdout?.startsWith("aws-cli/2.") === true) return aws
  const found = error?.message ?? stdout
  throw new Error(`no AWS CLI 2 for the interop tests (${found}): apt-get install awscli, or say GUISE_AWS_V2`)
}

const services = [
  ["sts", "2011-06-15"],
  ["sso", "2019-06-10"],
  ["sso-oidc", "2019-06-10"],
] as const

/**
 * Leads it to a sandbox, with variables to set. Before 2.13 it knows no AWS_ENDPOINT_URL: where a service is, is said by
 * rules among its models, and a folder of one's own with other rules comes before those.
 */
export function leadTo(url: string, folder: string): Readonly<Record<string, string>> {
  const parameter = (builtIn: string, type: string) => ({ builtIn, type, required: false, documentation: builtIn })
  const parameters = {
    Region: parameter("AWS::Region", "String"),
    UseDualStack: parameter("AWS::UseDualStack", "Boolean"),
    UseFIPS: parameter("AWS::UseFIPS", "Boolean"),
    Endpoint: parameter("SDK::Endpoint", "String"),
  }
  const rules = [{ conditions: [], endpoint: { url, properties: {}, headers: {} }, type: "endpoint" }]
  for (const [service, version] of services) {
    const place = join(folder, service, version)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, "endpoint-rule-set-1.json"), JSON.stringify({ version: "1.0", parameters, rules }))
  }
  return { AWS_DATA_PATH: folder }
}
