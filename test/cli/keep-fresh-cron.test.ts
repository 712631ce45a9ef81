import { expect, test } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"
import type { Entry } from "../../src/fresh/written.ts"
import { binary, json, run, runCommand, stage, wordOf } from "./harness.ts"

const { sandbox, newHome } = await stage()

/** A place of its own for every crontab of the machine and for cron's pid, which goes with the last process in it. */
const ownSpool = ["unshare", "--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), "bash", "-euc"]
const spool = `
mount -t tmpfs tmpfs /var/spool/cron && mkdir /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs && chmod 1730 /var/spool/cron/crontabs
mount -t tmpfs tmpfs /run
`

/** Debian's cron, with a minute in a fifth of a second, until guise has written its line into the log. */
const cronDay = (log: string) => `
faketime -f '+0 x300' cron -f &
for _ in $(seq 1200); do grep -q renewed '${log}' 2>/dev/null && break; sleep 0.05; done
kill "$(cat /run/crond.pid)"; wait
`

/** A line of cron's has 990 bytes, and npm puts a folder of each parent folder on the PATH. */
const shortPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

test("crontab takes the line, cron runs it with nothing in the environment, and leaving takes it away", async () => {
  const home = newHome()
  const log = `${home.env.XDG_DATA_HOME}/guise/refresh.log`
  const list = `${home.env.XDG_DATA_HOME}/guise/written.json`
  await run(binary, home, ["write", "readonly"])
  const [made] = json<readonly Entry[]>(await run(binary, home, ["write", "--list", "--json"]))
  if (made?.expiresAt === undefined) throw new Error("nothing was written")
  const guise = wordOf(binary)
  // An hour ago by the list, and gone from the cache: the timer has to take the role again.
  const older = { ...made, madeAt: made.madeAt - 3000, expiresAt: made.expiresAt - 3000 }
  const script = `${spool}
printf '0 1 * * * true # 50%%\\n' | crontab -
${guise} write readonly --keep-fresh --quiet
crontab -l; echo --
${guise} clear readonly --quiet
cp "$OLDER" '${list}'
${cronDay(log)}
${guise} write readonly --remove
crontab -l`
  const aged = `${home.folder}/older.json`
  writeFileSync(aged, JSON.stringify({ version: 1, sections: [{ ...older, keep: true }] }))
  const ran = await runCommand([...ownSpool, script], home, { env: { OLDER: aged, PATH: shortPath } })
  const [installed = "", afterwards] = ran.stdout.split("--\n")
  expect([ran.status, ran.stderr]).toEqual([0, expect.stringContaining("guise: the timer is gone (crontab)\n")])
  expect(installed).toMatch(
    /^0 1 \* \* \* true # 50%\n# guise-refresh: .*\n\*\/5 \* \* \* \* .* refresh --kept --quiet >\/dev\/null 2>&1\n$/,
  )
  expect(afterwards).toBe("0 1 * * * true # 50%\n")
  expect(readFileSync(log, "utf8")).toMatch(/^\S+Z renewed \[readonly_mfa\], from readonly: good until \S+Z\n/)
  // By `write`, and by cron; `--keep-fresh` found the role in the cache.
  expect(sandbox.calls("AssumeRole")).toHaveLength(2)
}, 120_000)
