/** The account that an ARN names in its fifth part, as every SDK reads it; undefined where that is no account. */
export function accountOfArn(arn: string): string | undefined {
  const account = arn.split(":")[4]
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined
}

/** The last part of the path in an ARN: what people call a role, or a user. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1)
}

/** A role's path and name, as they stand in its ARN (`team/Admin`); undefined for what is no role's. */
export function rolePathIn(arn: string): string | undefined {
  return /^[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:role\/(.+)$/.exec(arn)?.[1]
}
