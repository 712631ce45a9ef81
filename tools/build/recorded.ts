/**
 * guise, ending by itself: what ran is written down then (tools/warm-order.ts), and guise as people run it is ended by
 * the C library (src/sys/end.ts).
 */
import { run } from "../../src/cli/run.ts"

process.exit(await run(process.argv.slice(2), process.env))
