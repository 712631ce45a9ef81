import { type Code, GuiseError } from "../errors.ts"

/** The parts of an IAM role's ARN that a plan needs. */
export interface RoleArn {
  readonly arn: string
  readonly partition: string
  readonly account: string
  /** The last part of the path: what people call the role. */
  readonly name: string
}

const roleArn = /^arn:(aws[a-z-]*):iam::(\d+):role\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]+)$/
const shorthand = /^(\d{12}):([\w+=,.@/-]+)$/

/** The parts of a role ARN, or undefined when the text is none. */
export function parseRoleArn(text: string): RoleArn | undefined {
  const [, partition, account, name] = roleArn.exec(text) ?? []
  if (partition === undefined || account === undefined || name === undefined) return undefined
  return { arn: text, partition, account, name }
}

/**
 * The role that `text` names: an ARN or, where a partition is given to complete it, `ACCOUNT:ROLE`. `whose` opens the
 * error's sentence. Errors: `code` (`usage` for a flag, `profile-invalid` for a file).
 */
export function roleFrom(text: string, whose: string, code: Code, partition?: string): RoleArn {
  const [, account, name] = (partition !== undefined && shorthand.exec(text)) || []
  const found = parseRoleArn(account === undefined ? text : `arn:${partition}:iam::${account}:role/${name}`)
  if (found !== undefined) return found
  const short = partition === undefined ? "" : " or 123456789012:NAME"
  throw new GuiseError(code, `${whose} is ${JSON.stringify(text)}, which names no IAM role.`, {
    hint: `write it as arn:aws:iam::123456789012:role/NAME${short}`,
  })
}

/** The partition named by any ARN; undefined for what is no ARN, as the serial number of a hardware MFA device. */
export function partitionOfArn(arn: string): string | undefined {
  return /^arn:(aws[a-z-]*):/.exec(arn)?.[1]
}
