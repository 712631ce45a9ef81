import { refusalIn } from "../aws/refusal.ts"
import { isGuiseError } from "../errors.ts"
import { defaultRegionOf, partitionOf } from "../plan/partition.ts"
import type { Endpoint, World } from "../types.ts"

/**
 * What `call` answers in the endpoint's region, or, when STS there knows nobody, in the region where every account of
 * the partition has it. In a region that the account has not enabled AWS answers like to a deleted key, and that is no
 * reason to throw an MFA session away. An explicit URL is somebody's decision, and stays.
 * AWS answers so before it looks at anything else in the request: an MFA code in it is not spent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 * Errors: those of the call; the first region's when the other cannot be reached either or knows nobody.
 */
export async function inUsableRegion<T>(
  sts: Endpoint,
  world: Pick<World, "notice">,
  call: (sts: Endpoint) => Promise<T>,
): Promise<T> {
  const usual = defaultRegionOf(partitionOf(sts.region))
  try {
    return await call(sts)
  } catch (error) {
    if (sts.url !== undefined || sts.region === usual || !isAboutRegion(error)) throw error
    const answer = await elsewhere(() => call({ ...sts, region: usual }), error)
    world.notice(`STS in ${sts.region} does not serve this account: ${usual} was asked instead.`)
    return answer
  }
}

async function elsewhere<T>(call: () => Promise<T>, first: unknown): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw isAboutRegion(error) || isGuiseError(error, "aws-unreachable") ? first : error
  }
}

const codes: ReadonlySet<string> = new Set([
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "RegionDisabled",
  "RegionDisabledException",
])

function isAboutRegion(error: unknown): boolean {
  return codes.has(refusalIn(error)?.name ?? "")
}
