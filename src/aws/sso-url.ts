import type { Endpoint } from "../types.ts"
import { openSsoOidc, type Wire } from "./client.ts"

/** Where people sign in: what AWS's own rules choose for a region, FIPS and dual-stack, unless a URL is given. */
export async function oidcUrl(endpoint: Endpoint, wire: Wire): Promise<string> {
  if (endpoint.url !== undefined) return endpoint.url
  const { client } = await openSsoOidc({ endpoint, single: true, onHost: () => {} }, wire)
  const { url } = client.config.endpointProvider({
    Region: endpoint.region,
    UseFIPS: endpoint.fips === true,
    UseDualStack: endpoint.dualstack === true,
  })
  return url.href
}
