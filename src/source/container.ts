import { GuiseError } from "../errors.ts"
import type { ContainerRoot } from "../plan/roots.ts"
import { recordIn } from "../record.ts"
import type { Credentials, World } from "../types.ts"
import { containerToken } from "./container-token.ts"
import { containerUrl } from "./container-url.ts"
import { askMachine, type MachineAnswer } from "./machine-answer.ts"
import { readMachineDocument, stillGood, wordOf } from "./machine-document.ts"

/** As the AWS CLI: three tries of two seconds each, with a second between them. */
const tries = 3
const timeoutSeconds = 2
const pauseMilliseconds = 1000

/**
 * The role of this container: what ECS, EKS Pod Identity, Greengrass, or `guise serve` answers at the address that the
 * environment names. The authorization token is read anew for each try: whoever issues it replaces it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 * Errors: `profile-invalid` (an address that no SDK would ask), `file-unreadable` (the token file), `aws-refused`,
 * `aws-throttled`, `aws-unreachable`, `credentials-expired`.
 */
export async function fromContainer(root: ContainerRoot, world: World): Promise<Credentials> {
  const url = containerUrl(root.uri ?? "")
  let failure: GuiseError | undefined
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    if (attempt > 1) await world.sleep(pauseMilliseconds)
    const token = await containerToken(world.env)
    const headers = { accept: "application/json", ...(token === undefined ? {} : { authorization: token }) }
    const read = readAnswer(await askMachine({ url: url.href, method: "GET", headers, timeoutSeconds }), url)
    if ("credentials" in read) return stillGood(read.credentials, addressee(url), world)
    if (!read.again) throw read.error
    failure = read.error
  }
  throw failure ?? new GuiseError("unexpected", "The container's credentials were never asked for.")
}

type Read =
  | { readonly credentials: Credentials }
  /** `again`: another try may do. */
  | { readonly error: GuiseError; readonly again: boolean }

function readAnswer(answer: MachineAnswer, url: URL): Read {
  if ("silence" in answer) return { error: unreachable(url, answer.why), again: true }
  if (answer.status !== 200) return { error: refused(url, answer), again: isPassing(answer.status) }
  const made = readMachineDocument(answer.body)
  if ("accessKeyId" in made) return { credentials: made }
  if ("refused" in made) return { error: noneGiven(url, made.refused), again: false }
  return { error: strange(url, made.trouble), again: true }
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500
}

/** The path may be a secret in itself (ECS puts an unguessable id there), so only the host is named. */
function addressee({ protocol, host }: URL): string {
  return `The container's credentials endpoint (${protocol}//${host})`
}

function unreachable(url: URL, why: string): GuiseError {
  return new GuiseError("aws-unreachable", `${addressee(url)} could not be reached, in ${tries} tries: ${why}.`, {
    hint: "check AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI: outside of the container they lead nowhere",
  })
}

function refused(url: URL, { status, body }: { readonly status: number; readonly body: string }): GuiseError {
  const named = recordIn(body)?.Code ?? recordIn(body)?.code
  const code = typeof named === "string" ? ` (${wordOf(named)})` : ""
  const message = `${addressee(url)} answered with HTTP ${status}${code}, and not with credentials.`
  if (status === 429) return new GuiseError("aws-throttled", message, { hint: "try again in a minute" })
  if (status >= 500) return new GuiseError("aws-unreachable", message, { hint: "try again in a minute" })
  return new GuiseError("aws-refused", message, {
    hint: "check that this task or pod has a role, and the token of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  })
}

function noneGiven(url: URL, code: string): GuiseError {
  return new GuiseError("aws-refused", `${addressee(url)} gives no credentials: it says ${code}.`, {
    hint: "check the role of this task or pod, and whom its trust policy names",
  })
}

function strange(url: URL, trouble: string): GuiseError {
  return new GuiseError("aws-unreachable", `${addressee(url)} is not speaking as AWS: it answered ${trouble}.`, {
    hint: "check AWS_CONTAINER_CREDENTIALS_FULL_URI: something else may be listening there",
  })
}
