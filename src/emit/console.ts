import { signInAddress } from "../aws/sign-in-address.ts"
import { GuiseError } from "../errors.ts"
import { regionInHost } from "../region.ts"
import { globalServices, plainServices, servicePaths } from "./console-services.ts"

/** Where the console of a cloud stands. */
export interface ConsolePlace {
  readonly partition: string
  /** In that partition. */
  readonly region: string
}

/** What page of the console is wanted; without either, its home page. */
export interface ConsoleWish {
  /** A service by its name or its path. */
  readonly service?: string | undefined
  /** A page's whole address, or its path. */
  readonly destination?: string | undefined
}

export interface Destination {
  readonly url: string
  /** The service is none that guise knows: its name was taken for its path. */
  readonly guessed?: true
}

/** The console's domain in each cloud. https://docs.aws.amazon.com/general/latest/gr/signin-service.html */
const domains: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-eusc": "console.amazonaws-eusc.eu",
}

/**
 * Where sign-in is asked for. The host is of the console's own region, so that a console elsewhere works on a day when
 * us-east-1 does not. Error: `not-supported` for a cloud whose console guise does not know.
 */
export function signinOrigin({ partition, region }: ConsolePlace): string {
  // Credentials are sent there: plans let no other region through, and this is the last door.
  if (!regionInHost.test(region)) throw new GuiseError("usage", `${JSON.stringify(region)} is no region.`)
  domainOf(partition)
  return signInAddress({ region })
}

/**
 * The page to open. Errors: `usage` for an address that is not of this cloud's console: the link would carry the person's
 * session there; `not-supported` as above.
 */
export function destinationOf(wish: ConsoleWish, place: ConsolePlace): Destination {
  const domain = domainOf(place.partition)
  const home = `https://${place.region}.${domain}`
  const query = `region=${place.region}`
  if (wish.destination !== undefined && wish.service !== undefined)
    throw new GuiseError("usage", "--service and --destination both say what page is wanted.", {
      hint: "give one of them",
    })
  if (wish.destination !== undefined) return { url: pageOf(wish.destination, home, domain) }
  const service = wish.service?.toLowerCase()
  if (service === undefined) return { url: `${home}/console/home?${query}` }
  if (!/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(service))
    throw new GuiseError("usage", `--service ${JSON.stringify(wish.service)} is no name of a service.`, {
      hint: "guise console --service s3; for one page of it: --destination s3/buckets/NAME",
    })
  const [path, fragment = ""] =
    (Object.hasOwn(servicePaths, service) ? servicePaths[service] : undefined)?.split("#") ?? []
  const host = globalServices.has(service) ? `https://${domain}` : home
  const url = `${host}/${path ?? service}/home?${query}${fragment === "" ? "" : `#${fragment}`}`
  return path === undefined && !globalServices.has(service) && !plainServices.has(service)
    ? { url, guessed: true }
    : { url }
}

/** The link that signs in. SECRET while the token is good: a quarter of an hour. */
export function signinLink(origin: string, token: string, { url }: Destination): string {
  const words = new URLSearchParams({ Action: "login", Issuer: "guise", Destination: url, SigninToken: token })
  return `${origin}/federation?${words}`
}

/** The same, after whoever is signed in there was signed out. SECRET as that one. */
export function afterLogout(origin: string, link: string): string {
  return `${origin}/oauth?${new URLSearchParams({ Action: "logout", redirect_uri: link })}`
}

/** What Identity Center's link is about. */
export interface Assignment {
  readonly startUrl: string
  readonly accountId: string
  readonly roleName: string
}

/**
 * Identity Center's own link to an account's console; who follows it signs in there. No secret.
 * Error: `profile-invalid` for a start URL that is no address of the web.
 */
export function shortcutLink({ startUrl, accountId, roleName }: Assignment, to: Destination | undefined): string {
  const portal = URL.parse(startUrl)
  if (portal?.protocol !== "https:" && portal?.protocol !== "http:")
    throw new GuiseError(
      "profile-invalid",
      `sso_start_url is ${JSON.stringify(startUrl)}, which is no address of a portal.`,
      {
        hint: "write it as https://NAME.awsapps.com/start",
      },
    )
  portal.hash = ""
  portal.pathname = `${portal.pathname.replace(/\/+$/, "")}/`
  const words = new URLSearchParams({ account_id: accountId, role_name: roleName })
  if (to !== undefined) words.set("destination", to.url)
  return `${portal.href}#/console?${words.toString().replaceAll("+", "%20")}`
}

function domainOf(partition: string): string {
  const found = Object.hasOwn(domains, partition) ? domains[partition] : undefined
  if (found !== undefined) return found
  throw new GuiseError("not-supported", `guise knows no console of the partition ${partition}.`, {
    hint: "guise exec PROFILE -- CMD works there as everywhere",
  })
}

function pageOf(wanted: string, home: string, domain: string): string {
  const isAddress = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(wanted)
  const page = URL.parse(isAddress ? wanted : `${home}/${wanted.replace(/^[\\/]+/, "")}`)
  const own = page?.hostname === domain || page?.hostname.endsWith(`.${domain}`) === true
  if (page === null || page.protocol !== "https:" || page.port !== "" || page.username !== "" || !own)
    throw new GuiseError("usage", `--destination ${JSON.stringify(wanted)} is no page of this console, ${home}.`, {
      hint: "give a path of it, as s3/buckets/NAME, or an address copied from it",
    })
  // The first label of a browser's multi-session address is that of one session: in another one it leads nowhere.
  page.hostname = page.hostname.replace(/^\d{12}-[0-9a-z]{8}\./, "")
  return page.href
}
