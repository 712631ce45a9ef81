/** The library's face. Importing it loads a few lines; everything else comes when credentials are asked for. */
export type { Code } from "./errors.ts"
export { CredentialsProviderError as GuiseProviderError } from "./library/failure.ts"
export { credentialsFor, fromGuise } from "./library/from-guise.ts"
export type {
  AwsCredentials,
  ClientConfig,
  FromGuiseInit,
  GuiseProvider,
  IdentityProperties,
  Later,
} from "./library/init.ts"
export { planFor } from "./library/plan-for.ts"
export type { Hop, Plan } from "./plan/plan.ts"
export type { Root } from "./plan/roots.ts"
