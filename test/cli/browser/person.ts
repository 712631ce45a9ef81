/** Says whether whoever started this has a browser. With `renewal` it is what a hook does by itself. */
import { personsBrowser } from "../../../src/cli/browser/open.ts"
import { askNobody } from "../../../src/sys/foreground.ts"

if (process.argv.includes("renewal")) askNobody()
const browser = await personsBrowser({ env: {} }, () => ({ browser: undefined, profile: "", account: "" }))
console.log(`browser: ${browser === undefined ? "none" : "one"}`)
