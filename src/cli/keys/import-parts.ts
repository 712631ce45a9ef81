import { readAwsFile } from "../../config/files.ts"
import { type AwsFiles, loadProfiles } from "../../config/profiles.ts"
import { GuiseError } from "../../errors.ts"
import { vaultPlaces } from "../../keys/aws-vault-backend.ts"
import { awsMfaHolding } from "../../keys/import-aws-mfa.ts"
import { awsVaultHolding } from "../../keys/import-aws-vault.ts"
import { credentialsHolding } from "../../keys/import-credentials.ts"
import type { Holding, Origin } from "../../keys/import-shapes.ts"
import type { KeysParts } from "../../keys/parts.ts"
import type { RealWorld } from "../../world.ts"

/** The flags of `guise import` that say where the pairs are. */
export interface OriginFlags {
  readonly file?: string | undefined
  readonly suffix?: string | undefined
  readonly backend?: string | undefined
}

/** What the origin holds. Errors: `usage` for a flag that is another origin's; those of the origins. */
export async function holdingFrom(
  origin: Origin,
  names: readonly string[],
  flags: OriginFlags,
  parts: KeysParts,
  world: RealWorld,
): Promise<Holding> {
  for (const [flag, ofOrigins] of Object.entries(flagsOf) as [keyof OriginFlags, readonly Origin[]][])
    if (flags[flag] !== undefined && !ofOrigins.includes(origin))
      throw new GuiseError("usage", `--${flag} says nothing about ${origin}: it is for --from ${ofOrigins.join(", ")}.`)
  switch (origin) {
    case "credentials":
      return credentialsHolding(filesIn(flags, parts), flags.file)
    case "aws-mfa":
      return awsMfaHolding(filesIn(flags, parts), flags.suffix)
    case "aws-vault":
      return awsVaultHolding(vaultPlaces(flags.backend, world.env), {
        host: parts.host,
        profiles: parts.files(),
        names,
      })
  }
}

const flagsOf: Readonly<Record<keyof OriginFlags, readonly Origin[]>> = {
  file: ["credentials", "aws-mfa"],
  suffix: ["aws-mfa"],
  backend: ["aws-vault"],
}

/** The AWS files, or a credentials file by itself. Error: `usage` when there is none of that name. */
function filesIn({ file }: OriginFlags, parts: KeysParts): AwsFiles {
  if (file === undefined) return parts.files()
  const credentials = readAwsFile(file)
  if (credentials === undefined || credentials === "folder")
    throw new GuiseError("usage", `${file} is no file that could be imported from.`)
  return loadProfiles(parts.env, {}, { paths: { config: "", credentials: file }, config: undefined, credentials })
}
