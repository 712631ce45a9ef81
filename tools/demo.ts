/**
 * `npm run demo`: builds guise, starts the sandbox (a small, strict AWS on this machine) and walks the main job before
 * the reader's eyes. Every command is printed and then really run, in an environment of its own: nothing of the user's
 * is read or written, and nothing is left behind.
 */
import { resolve } from "node:path"

const guise = resolve("dist/guise")

if (process.env.GUISE_SANDBOX_URL === undefined) {
  const build = Bun.spawnSync(["bun", "tools/build.ts"], { stdio: ["ignore", "inherit", "inherit"] })
  if (build.exitCode !== 0) process.exit(build.exitCode)
  const inside = Bun.spawnSync([guise, "sandbox", "--quiet", "--run", "--", "bun", "tools/demo.ts"], {
    stdio: ["ignore", "inherit", "inherit"],
  })
  process.exit(inside.exitCode)
}

say("Nobody's real AWS is used: these profiles belong to the sandbox.")
step("guise list")
say("What will happen for one of them? Nothing is called yet.")
step("guise explain admin")
say("Take the role Admin. It wants MFA; the sandbox's own seed gives the code that your phone would show.")
step(
  'guise exec admin --mfa-code "$(guise sandbox --code)" -- sh -c \'echo "I am $GUISE_PROFILE, until $AWS_CREDENTIAL_EXPIRATION"\'',
)
step("guise whoami admin")
say("Another role behind the same device: the MFA session is reused, nobody is asked.")
step("guise whoami deploy")
say("And a role that only Admin may take: a chain, one hop further.")
step("guise whoami chained")
say("What is cached, and what AWS was asked:")
step("guise status")
step('guise sandbox --calls | grep -o \'"action":"[A-Za-z]*"\' | sort | uniq -c')
console.log(`
That was the main job. Next:
  ./dist/guise sandbox --run              the same sandbox, for you to try things in
  ./dist/guise list                       your own profiles; guise reads ~/.aws as it is
  ./dist/guise exec PROFILE -- CMD        run a command as one of them`)

function say(text: string): void {
  console.log(`\n# ${text}`)
}

/** Runs one line as a person would type it; a failure ends the demo, and says so with its status. */
function step(line: string): void {
  console.log(`\n$ ${line}`)
  const { exitCode } = Bun.spawnSync(["bash", "-c", line], { stdio: ["ignore", "inherit", "inherit"] })
  if (exitCode === 0) return
  console.error(`demo: that ended with ${exitCode}`)
  process.exit(1)
}
